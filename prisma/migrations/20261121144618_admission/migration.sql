-- DropIndex
DROP INDEX "run_phase_segment_idx";

-- AlterTable
ALTER TABLE "run" ADD COLUMN     "concurrency_max" INTEGER,
ADD COLUMN     "concurrency_max_per_key" INTEGER;

-- CreateIndex
CREATE INDEX "run_phase_workspace_id_workflow_id_priority_created_at_id_idx" ON "run"("phase", "workspace_id", "workflow_id", "priority" DESC, "created_at", "id");
