package dev.millrace.inference;

import dev.millrace.inference.bedrock.BatchPlace;
import dev.millrace.platform.settings.SettingsReader;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of batch inference jobs.
 *
 * @param s3 in place of the region's own endpoint; none where absent
 * @param control in place of the region's own endpoint of the control plane; none where absent
 */
public record BatchSettings(
    BatchPlace place, Optional<URI> s3, Optional<URI> control, BatchTerms terms) {

  /** Longer than Bedrock's shortest job, which is a day. */
  private static final Duration LEAST_TIME = Duration.ofHours(25);

  private static final int MAX_HELD = 1_000_000;
  private static final int MIBI = 1024 * 1024;

  /** Reads {@code inference.batch.*}; absent where no bucket is named, and there are no jobs. */
  static Optional<BatchSettings> from(SettingsReader settings) {
    Optional<String> bucket = settings.optionalText("inference.batch.bucket");
    Optional<String> role = settings.optionalText("inference.batch.role-arn");
    if (bucket.isPresent() != role.isPresent()) {
      settings.problem(
          "inference.batch.bucket and inference.batch.role-arn go together: Bedrock reads and writes"
              + " the bucket in that role; set both, or none for no batch jobs");
    }
    BatchPlace place =
        new BatchPlace(
            bucket.orElse(""),
            settings.text("inference.batch.prefix", "millrace/batch"),
            role.orElse(""));
    BatchSettings read =
        new BatchSettings(
            place,
            settings.optionalUri("aws.s3.endpoint"),
            settings.optionalUri("aws.bedrock.control-endpoint"),
            terms(settings));
    return bucket.map(name -> read);
  }

  private static BatchTerms terms(SettingsReader settings) {
    Duration leastTime = settings.duration("inference.batch.least-time", LEAST_TIME);
    Duration margin = settings.duration("inference.batch.margin", Duration.ofMinutes(30));
    if (margin.compareTo(leastTime) >= 0) {
      settings.problem(
          "inference.batch.margin is "
              + margin
              + ", expected less than inference.batch.least-time, "
              + leastTime);
    }
    return new BatchTerms(
        leastTime,
        margin,
        settings.duration("inference.batch.poll", Duration.ofSeconds(30)),
        new InferenceSettings.Waiting(
            settings.integer("inference.batch.held", 10_000, 1, MAX_HELD),
            (long) settings.integer("inference.batch.held-mib", 64, 1, MAX_HELD) * MIBI));
  }
}
