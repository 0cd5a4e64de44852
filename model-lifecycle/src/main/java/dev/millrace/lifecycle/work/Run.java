package dev.millrace.lifecycle.work;

import dev.millrace.record.ModelRun;
import dev.millrace.schemas.Sha256;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Names one attempt of one retraining run, and all that it makes elsewhere: whoever asks for the
 * same again gives the same names and tokens, so nothing is made twice.
 *
 * @param pipeline that is retrained
 * @param cause id of the retraining event
 * @param attempt counted from 1; a job that failed is another job in the next
 */
public record Run(String pipeline, String cause, int attempt) {

  /** What is asked for in a run. */
  public enum Step {
    DATASET,
    TRAINING,
    DEPLOYMENT,
    EVALUATION
  }

  private static final int PIPELINE_CHARACTERS = 30;

  /** Six bytes: some ten million runs of a pipeline until two share a name. */
  private static final int DIGEST_BYTES = 6;

  public Run {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempts are counted from 1, not " + attempt);
    }
  }

  /** The run's first attempt. */
  public static Run first(String pipeline, String cause) {
    return new Run(pipeline, cause, 1);
  }

  /** The attempt that a run is at. */
  public static Run of(ModelRun run) {
    return new Run(run.getPipeline(), run.getId(), run.getAttempt());
  }

  /** The one after this. */
  public Run next() {
    return new Run(pipeline, cause, attempt + 1);
  }

  /**
   * What its job, model, deployment and folder are called: at most 58 characters, letters, digits
   * and single hyphens, which Bedrock, SageMaker and S3 all take.
   */
  public String name() {
    String start = pipeline.substring(0, Math.min(PIPELINE_CHARACTERS, pipeline.length()));
    String plain =
        start.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    return "millrace-" + (plain.isEmpty() ? "" : plain + "-") + digest() + "-" + attempt;
  }

  /** What makes a call for a step the same call again. */
  public String token(Step step) {
    return name() + "-" + step.name().toLowerCase(Locale.ROOT);
  }

  private String digest() {
    return HexFormat.of().formatHex(Sha256.of(pipeline + "/" + cause), 0, DIGEST_BYTES);
  }
}
