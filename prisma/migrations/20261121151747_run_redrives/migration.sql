-- CreateIndex
CREATE INDEX "run_redrive_of_idx" ON "run"("redrive_of");
