package dev.millrace.bedrock.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.bedrock.s3.ObjectAbout;
import dev.millrace.bedrock.s3.ObjectStore;
import dev.millrace.bedrock.s3.S3Uri;
import java.util.List;

/**
 * Writes the metrics of a job where its caller wants them.
 *
 * <p><i>Shape</i>: every step looks at all examples once, so it is an epoch as well.
 *
 * <p><i>Source</i>: Amazon Bedrock User Guide, "Analyze the results of a model customization job".
 */
final class TrainingOutput {

  private static final String MEDIA_TYPE = "text/csv";

  private final ObjectStore objects;

  TrainingOutput(ObjectStore objects) {
    this.objects = objects;
  }

  /**
   * Writes them; the same again where they were written before.
   *
   * @param losses after each step of the training
   * @param validation of each set, after the last step
   */
  void write(TrainingJob job, List<Double> losses, List<Double> validation) {
    String folder =
        job.request().output().folder() + "model-customization-job-" + job.ids().job() + "/";
    StringBuilder steps = head("training_loss");
    for (int step = 0; step < losses.size(); step++) {
      row(steps, step, losses.get(step));
    }
    put(job, folder + "training_artifacts/step_wise_training_metrics.csv", steps);
    for (int set = 0; set < validation.size(); set++) {
      StringBuilder rows = head("validation_loss");
      row(rows, losses.size() - 1, validation.get(set));
      String name = set == 0 ? "validation_metrics" : "validation_metrics_" + set;
      put(job, folder + "validation_artifacts/post_fine_tuning_validation/" + name + ".csv", rows);
    }
  }

  private void put(TrainingJob job, String key, StringBuilder rows) {
    objects.put(
        new S3Uri(job.request().output().bucket(), key),
        ObjectAbout.of(MEDIA_TYPE),
        to -> to.write(rows.toString().getBytes(UTF_8)));
  }

  private static StringBuilder head(String loss) {
    return new StringBuilder("step_number,epoch_number,").append(loss).append(",perplexity\n");
  }

  private static void row(StringBuilder rows, int step, double loss) {
    rows.append(step).append(',').append(step).append(',').append(loss).append(',');
    rows.append(Math.exp(loss)).append('\n');
  }
}
