package dev.millrace.bedrock.batch;

import dev.millrace.bedrock.conduct.Dice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How batch jobs behave.
 *
 * @param seed determines all that is drawn
 * @param queueing how long a job waits before anybody looks at it
 * @param recordsPerSecond how fast a job is answered; at once where absent
 * @param errors records that fail, where some do
 * @param faults what befalls jobs by their names; of those that fit, the first
 */
public record BatchConduct(
    long seed,
    Limits limits,
    Duration queueing,
    OptionalInt recordsPerSecond,
    Optional<RecordErrors> errors,
    List<JobFault> faults) {

  /** Of the real limits, without delay and without fault. */
  public static final BatchConduct USUAL =
      new BatchConduct(
          0, Limits.USUAL, Duration.ZERO, OptionalInt.empty(), Optional.empty(), List.of());

  /**
   * What jobs are held to.
   *
   * <p><i>Source</i>: Amazon Bedrock endpoints and quotas, "Batch inference".
   *
   * @param minRecords in a job; one with fewer fails
   * @param maxRecords in a job; one with more fails
   * @param jobsPerModel submitted or in progress at once
   */
  public record Limits(int minRecords, int maxRecords, int jobsPerModel) {

    /** Those of an account that has asked for no others. */
    public static final Limits USUAL = new Limits(100, 50_000, 20);

    public Limits {
      require(minRecords >= 1, "minRecords is less than 1");
      require(maxRecords >= minRecords, "maxRecords is less than minRecords");
      require(jobsPerModel >= 1, "jobsPerModel is less than 1");
    }
  }

  /**
   * Records that fail by themselves.
   *
   * @param share how many of all, 0 to 1
   * @param code what the error says, 400 to 599
   */
  public record RecordErrors(double share, int code, String message) {

    public RecordErrors {
      require(share >= 0 && share <= 1, "share is not from 0 to 1");
      require(code >= 400 && code <= 599, "code is not from 400 to 599");
    }
  }

  /**
   * How jobs end whose name holds a word.
   *
   * @param ending FAILED, EXPIRED or PARTIALLY_COMPLETED
   * @param share of the records that are answered before, 0 to less than 1
   * @param message why, where it failed
   */
  public record JobFault(String name, JobStatus ending, double share, String message) {

    public JobFault {
      require(
          ending == JobStatus.FAILED
              || ending == JobStatus.EXPIRED
              || ending == JobStatus.PARTIALLY_COMPLETED,
          "a job cannot end as " + ending.word());
      require(!name.isEmpty(), "name is empty");
      require(share >= 0 && share < 1, "share is not from 0 to less than 1");
    }
  }

  public BatchConduct {
    faults = List.copyOf(faults);
    require(!queueing.isNegative(), "queueing is negative");
    require(recordsPerSecond.orElse(1) >= 1, "recordsPerSecond is less than 1");
  }

  /** The same, drawn from another seed. */
  public BatchConduct seeded(long other) {
    return new BatchConduct(other, limits, queueing, recordsPerSecond, errors, faults);
  }

  /** What befalls a job. */
  Optional<JobFault> fault(String jobName) {
    return faults.stream().filter(fault -> jobName.contains(fault.name())).findFirst();
  }

  /** Which error befalls a record; the same whenever it is asked. */
  Optional<RecordErrors> error(String jobId, int record) {
    return errors.filter(
        known -> Dice.share(seed, jobId + "/" + record + "/error") < known.share());
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
