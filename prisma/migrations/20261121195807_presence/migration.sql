-- CreateTable
CREATE TABLE "editor_presence" (
    "workflow_id" UUID NOT NULL,
    "user_id" TEXT NOT NULL,
    "tab" TEXT NOT NULL,
    "stream" UUID NOT NULL,
    "node" TEXT,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "editor_presence_pkey" PRIMARY KEY ("workflow_id","user_id","tab")
);

-- AddForeignKey
ALTER TABLE "editor_presence" ADD CONSTRAINT "editor_presence_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "editor_presence" ADD CONSTRAINT "editor_presence_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What follows Prisma's schema language cannot say.

-- Who is here now is worth nothing after a crash, and is written every few seconds by everybody.
ALTER TABLE "editor_presence" SET UNLOGGED;
