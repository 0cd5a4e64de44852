package dev.millrace.bedrock.training;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How model customization behaves.
 *
 * @param seed determines the ids of what is asked for with a token
 * @param takes how long a job is in progress at least
 * @param deploying how long a deployment is being made, and being changed
 * @param faults what befalls jobs by their names
 */
public record TrainingConduct(
    long seed, Duration takes, Duration deploying, Limits limits, List<Fault> faults) {

  /** Of the real limits, without delay and without fault. */
  public static final TrainingConduct USUAL =
      new TrainingConduct(0, Duration.ZERO, Duration.ZERO, Limits.USUAL, List.of());

  /**
   * What training data is held to.
   *
   * <p><i>Source</i>: Amazon Bedrock User Guide, "Model requirements for training and validation
   * datasets", Nova Micro.
   *
   * @param minRecords a job with fewer fails
   * @param maxRecords a job with more fails
   */
  public record Limits(int minRecords, int maxRecords) {

    static final Limits USUAL = new Limits(8, 20_000);

    public Limits {
      require(minRecords >= 1, "minRecords is less than 1");
      require(maxRecords >= minRecords, "maxRecords is less than minRecords");
    }
  }

  /** What befalls jobs whose names hold a word. */
  public sealed interface Fault {

    /** The word. */
    String name();

    /**
     * They fail when they would be completed.
     *
     * @param message why
     */
    record Failure(String name, String message) implements Fault {

      public Failure {
        require(!name.isEmpty(), "name is empty");
      }
    }

    /**
     * Asking for them is throttled.
     *
     * @param times how often, before it is heard
     */
    record Throttling(String name, int times) implements Fault {

      public Throttling {
        require(!name.isEmpty(), "name is empty");
        require(times >= 1, "times is less than 1");
      }
    }
  }

  public TrainingConduct {
    faults = List.copyOf(faults);
    require(!takes.isNegative(), "takes is negative");
    require(!deploying.isNegative(), "deploying is negative");
  }

  /** Why a job fails, where it is to. */
  Optional<String> failure(String jobName) {
    return faults.stream()
        .filter(fault -> jobName.contains(fault.name()))
        .filter(Fault.Failure.class::isInstance)
        .map(fault -> ((Fault.Failure) fault).message())
        .findFirst();
  }

  /** How often asking for a job is throttled before it is heard. */
  int throttlings(String jobName) {
    return faults.stream()
        .filter(fault -> jobName.contains(fault.name()))
        .filter(Fault.Throttling.class::isInstance)
        .mapToInt(fault -> ((Fault.Throttling) fault).times())
        .sum();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
