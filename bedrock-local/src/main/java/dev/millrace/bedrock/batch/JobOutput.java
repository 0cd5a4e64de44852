package dev.millrace.bedrock.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.bedrock.conduct.Dice;
import dev.millrace.bedrock.disk.LineFile;
import dev.millrace.bedrock.s3.ObjectAbout;
import dev.millrace.bedrock.s3.ObjectStore;
import dev.millrace.bedrock.s3.S3Uri;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes what became of a job: a file of results for each file of records, and the manifest.
 *
 * <p><i>Shape</i>: lines are in an order that the seed determines, and that is not that of the
 * input: nobody may rely on it, as on Bedrock.
 */
final class JobOutput {

  private static final String MEDIA_TYPE = "application/octet-stream";

  private final ObjectStore objects;
  private final long seed;

  JobOutput(ObjectStore objects, long seed) {
    this.objects = objects;
    this.seed = seed;
  }

  /** Writes it; the same again where it was written before. */
  void write(Job job, JobCounts counts, LineFile results) {
    S3Uri output = job.request().output();
    String folder = output.folder() + job.id() + "/";
    int first = 0;
    for (Job.Input input : job.inputs()) {
      int end = Math.min(first + input.records(), results.size());
      List<Integer> shuffled = shuffled(job.id(), Math.min(first, end), end);
      objects.put(
          new S3Uri(output.bucket(), folder + input.name() + ".out"),
          ObjectAbout.of(MEDIA_TYPE),
          to -> {
            for (int record : shuffled) {
              to.write(JobResult.of(results.line(record)).line().toString().getBytes(UTF_8));
              to.write('\n');
            }
          });
      first += input.records();
    }
    objects.put(
        new S3Uri(output.bucket(), folder + "manifest.json.out"),
        ObjectAbout.of(MEDIA_TYPE),
        to -> to.write(counts.manifest().toString().getBytes(UTF_8)));
  }

  private List<Integer> shuffled(String jobId, int from, int until) {
    return IntStream.range(from, until)
        .boxed()
        .sorted(Comparator.comparing(record -> Dice.number(seed, jobId + "/" + record + "/order")))
        .toList();
  }
}
