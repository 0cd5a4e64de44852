package dev.millrace.lifecycle.domain.run;

import dev.millrace.lifecycle.domain.rollout.Decision;
import dev.millrace.record.RunPins;
import dev.millrace.record.RunRemain;
import dev.millrace.record.TrainingProfile;
import java.util.Map;
import java.util.Set;

/** What is seen of the work of a run. */
public sealed interface Seen {

  /** Whether a further attempt may help. */
  enum Remedy {
    /** The cause may pass. */
    ANOTHER_ATTEMPT,
    /** It would fail again. */
    NONE
  }

  /** The pipeline is there, and has a champion. */
  record Prepared() implements Seen {}

  /** What it waited for has come. */
  record GoesOn() implements Seen {}

  /**
   * It cannot go on for now.
   *
   * @param what it waits for, one sentence
   */
  record Waiting(String what) implements Seen {}

  /**
   * It cannot go on for now, and perhaps never: what it waits for may be lost.
   *
   * @param what it waits for and what is to be done about it, one sentence
   */
  record Lacking(String what) implements Seen {}

  /**
   * There are examples.
   *
   * @param training what they are; the job is not known yet
   */
  record DatasetReady(RunPins pinned, TrainingProfile training) implements Seen {}

  /** The job is under way. */
  record TrainingRuns(String job) implements Seen {}

  /** There is a model. */
  record Trained(String job, String artifact) implements Seen {}

  /**
   * Tenants were erased whose requests its model is, or was, trained with.
   *
   * @param tenants at least one
   */
  record TenantsErased(Set<String> tenants) implements Seen {

    public TenantsErased {
      tenants = Set.copyOf(tenants);
      if (tenants.isEmpty()) {
        throw new IllegalArgumentException("nobody was erased");
      }
    }
  }

  /** Somebody else stopped the job. */
  record TrainingStopped() implements Seen {}

  /** The model can be asked. */
  record Deployed(String modelId) implements Seen {}

  /**
   * The gate lets it through.
   *
   * @param evaluation figures by name
   * @param detail one sentence
   */
  record Accepted(Map<String, Double> evaluation, String detail) implements Seen {

    public Accepted {
      evaluation = Map.copyOf(evaluation);
    }
  }

  /** The gate does not. */
  record Rejected(Map<String, Double> evaluation, String detail) implements Seen {

    public Rejected {
      evaluation = Map.copyOf(evaluation);
    }
  }

  /**
   * It was asked beside the champion and nothing spoke against it.
   *
   * @param detail one sentence with the figures
   */
  record ShadowPassed(String detail) implements Seen {}

  /** What its share has shown, or its shadow where that is bad already. */
  record Decided(Decision decision) implements Seen {}

  /** A step went wrong. */
  record Failed(String reason, Remedy remedy) implements Seen {}

  /** What it had left behind is gone. */
  record TakenDown() implements Seen {}

  /** What it had left behind cannot be taken down for now: nobody has to wait for that. */
  record LeftBehind() implements Seen {}

  /** Something that remained of an earlier attempt or run is gone. */
  record Tidied(RunRemain what) implements Seen {}
}
