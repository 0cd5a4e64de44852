package dev.millrace.bedrock.batch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.bedrock.api.RecordAnswers.Outcome;
import dev.millrace.bedrock.disk.LineFile;
import dev.millrace.bedrock.meter.Invocation;
import dev.millrace.bedrock.model.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Answers the records of one job in their order, each exactly once.
 *
 * <p><i>Shape</i>: a result is written down first, and metered then, record by record. So of the
 * results on disk the first ones are in the meter, and a job that is opened again meters the others
 * before it goes on: what a kill may undo is work, never a count.
 *
 * <p><i>Threads</i>: one at a time.
 */
final class JobWork implements AutoCloseable {

  private final Job job;
  private final Workshop shop;
  private final LineFile records;
  private final LineFile results;
  private volatile JobCounts counts;

  private JobWork(Job job, Workshop shop, JobFolder folder) {
    this.job = job;
    this.shop = shop;
    this.records = folder.records();
    this.results = folder.results();
    this.counts = JobCounts.of(job.counts().total());
  }

  /** Takes up the work where it was left. */
  static JobWork resume(Job job, Workshop shop, JobFolder folder) {
    JobWork work = new JobWork(job, shop, folder);
    int metered = shop.meter().recordsOf(job.id());
    for (int i = 0; i < work.results.size(); i++) {
      JobResult result = JobResult.of(work.results.line(i));
      if (result.billed().isPresent() && work.counts.succeeded() >= metered) {
        shop.meter().add(result.billed().get());
      }
      work.count(result);
    }
    return work;
  }

  /** How far it is; may be asked by anybody. */
  JobCounts counts() {
    return counts;
  }

  /** What became of the first records. */
  LineFile results() {
    return results;
  }

  /** Answers the next ones, all at once. */
  CompletionStage<Void> answer(int howMany) {
    int first = results.size();
    List<JsonNode> asked = new ArrayList<>();
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (int i = first; i < first + howMany; i++) {
      JsonNode record = JobFolder.read(records.line(i));
      asked.add(record);
      outcomes.add(outcome(i, record).toCompletableFuture());
    }
    return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
        .thenRun(
            () -> {
              for (int i = 0; i < asked.size(); i++) {
                write(
                    JobResult.of(
                        job, asked.get(i), outcomes.get(i).join(), shop.clock().instant()));
              }
            });
  }

  @Override
  public void close() {
    records.close();
    results.close();
  }

  private CompletionStage<Outcome> outcome(int number, JsonNode record) {
    Optional<BatchConduct.RecordErrors> error = shop.conduct().error(job.id(), number);
    if (error.isPresent()) {
      return CompletableFuture.completedFuture(
          new Outcome.Failed(error.get().code(), error.get().message()));
    }
    return shop.answers()
        .answer(
            job.id() + "/" + record.path("recordId").asText(),
            job.request().modelId(),
            job.request().kind(),
            record.path("modelInput"));
  }

  private void write(JobResult result) {
    results.append(result.bytes());
    result.billed().ifPresent(shop.meter()::add);
    count(result);
  }

  private void count(JobResult result) {
    counts =
        result.billed().map(JobWork::usage).map(counts::success).orElseGet(() -> counts.failure());
  }

  private static TokenUsage usage(Invocation call) {
    return new TokenUsage(call.inputTokens(), call.outputTokens());
  }
}
