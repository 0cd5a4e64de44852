package dev.millrace.lifecycle;

import dev.millrace.lifecycle.domain.dataset.ErasedShare;
import dev.millrace.lifecycle.domain.run.Seen;
import dev.millrace.lifecycle.domain.run.Seen.Remedy;
import dev.millrace.lifecycle.work.DatasetCard;
import dev.millrace.lifecycle.work.DatasetOrder;
import dev.millrace.lifecycle.work.DatasetState;
import dev.millrace.lifecycle.work.DatasetState.LacksLabels;
import dev.millrace.lifecycle.work.Datasets;
import dev.millrace.lifecycle.work.Offsets;
import dev.millrace.lifecycle.work.Pinned;
import dev.millrace.lifecycle.work.Retry;
import dev.millrace.lifecycle.work.Run;
import dev.millrace.record.DriftWatch;
import dev.millrace.record.FeatureType;
import dev.millrace.record.ModelRun;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RunPins;
import dev.millrace.record.TrainingProfile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The examples of runs.
 *
 * <p><i>Shape</i>: what they are made of is pinned while they are looked for, again and again while
 * labels are missing; with the first that are enough it is written into the run, and the same
 * dataset comes of it ever after.
 *
 * <p><i>Threads</i>: one at a time.
 */
final class RunData {

  private final Datasets datasets;
  private final Duration relook;
  private final InstantSource clock;
  private final Map<String, Look> looks = new HashMap<>();
  private final Map<String, DatasetCard> cards = new HashMap<>();

  /** By run, why its examples cannot be made once more. */
  private final Map<String, String> lost = new HashMap<>();

  /** What is looked at, and from when on it may be looked for anew. */
  private record Look(Pinned pinned, Instant until) {}

  RunData(Datasets datasets, Duration relook, InstantSource clock) {
    this.datasets = datasets;
    this.relook = relook;
    this.clock = clock;
  }

  /** How far the examples of a run are that has none yet. */
  Optional<Seen> seen(ModelRun run, PipelineSpec spec) throws IOException {
    Pinned pinned = pinned(run);
    DatasetState state = datasets.build(order(run, spec, pinned));
    if (state instanceof DatasetState.Ready ready) {
      looks.remove(run.getId());
      return Optional.of(
          new Seen.DatasetReady(pins(ready.card().pinned()), ready.card().trainedBy("")));
    }
    if (state instanceof LacksLabels lacks) {
      pinAnew(run);
      return Optional.of(new Seen.Waiting(lack(lacks)));
    }
    if (state instanceof DatasetState.Failed failed) {
      return Optional.of(
          failed.retry() == Retry.MAY_HELP
              ? new Seen.Waiting(failed.reason())
              : new Seen.Failed(failed.reason(), Remedy.NONE));
    }
    return Optional.empty();
  }

  /**
   * The examples of a run that has them; absent while they are made once more, and where that
   * cannot be done: see {@link #lost}.
   */
  Optional<DatasetCard> card(ModelRun run, PipelineSpec spec) {
    RunPins pins = run.getPinned();
    if (pins == null) {
      return Optional.empty();
    }
    DatasetCard known = cards.get(run.getId());
    if (known == null && !lost.containsKey(run.getId())) {
      DatasetState state = datasets.build(order(run, spec, pinned(pins)));
      if (state instanceof DatasetState.Ready ready) {
        known = ready.card();
        cards.put(run.getId(), known);
      } else if (state instanceof LacksLabels lacks) {
        lost.put(run.getId(), lack(lacks));
      } else if (state instanceof DatasetState.Failed failed && failed.retry() == Retry.IN_VAIN) {
        lost.put(run.getId(), failed.reason());
      }
    }
    return Optional.ofNullable(known);
  }

  /**
   * The same for who trains: where a tenant was erased since, its requests go first. Who evaluates
   * keeps the card that it has, and leaves out the examples themselves.
   */
  Optional<DatasetCard> cardToTrainWith(ModelRun run, PipelineSpec spec) {
    cards.computeIfPresent(run.getId(), (id, card) -> datasets.isUsable(card) ? card : null);
    return card(run, spec);
  }

  /** Tenants that were erased whose requests a dataset holds; nobody's where there is none. */
  ErasedShare erasedIn(@Nullable TrainingProfile training) {
    return training == null
        ? new ErasedShare.Told(Set.of())
        : datasets.erasedIn(training.getDataset());
  }

  /** Examples that were there and cannot be made once more end their run: it has nothing left. */
  Optional<Seen> lost(ModelRun run) {
    return Optional.ofNullable(lost.get(run.getId()))
        .map(
            reason ->
                new Seen.Failed(
                    "its examples cannot be made once more (were labels of the spec changed,"
                        + " records deleted, or a tenant erased?): "
                        + reason,
                    Remedy.NONE));
  }

  /** What has been labelled up to now. */
  Pinned live(ModelRun run) throws IOException {
    return pinned(run);
  }

  /** Looks for more, after a while. */
  void pinAnew(ModelRun run) {
    Look look = looks.get(run.getId());
    if (look != null && !clock.instant().isBefore(look.until())) {
      looks.remove(run.getId());
    }
  }

  void forgetAllBut(Collection<ModelRun> runs) {
    Set<String> ids = runs.stream().map(ModelRun::getId).collect(Collectors.toSet());
    looks.keySet().retainAll(ids);
    cards.keySet().retainAll(ids);
    lost.keySet().retainAll(ids);
  }

  /** Another instance makes examples from now on, perhaps in the place of those known here. */
  void end() {
    looks.clear();
    cards.clear();
    lost.clear();
    datasets.handOver();
  }

  private Pinned pinned(ModelRun run) throws IOException {
    Look look = looks.get(run.getId());
    if (look == null) {
      look = new Look(datasets.pin(), clock.instant().plus(relook));
      looks.put(run.getId(), look);
    }
    return look.pinned();
  }

  private static DatasetOrder order(ModelRun run, PipelineSpec spec, Pinned pinned) {
    Map<String, FeatureType> features =
        Optional.ofNullable(spec.getDrift()).map(DriftWatch::getFeatures).orElse(Map.of());
    return new DatasetOrder(
        Run.first(run.getPipeline(), run.getId()), spec.getPrompt().getLabels(), features, pinned);
  }

  private static String lack(LacksLabels lacks) {
    return "labels: "
        + lacks.training()
        + " examples to train with and "
        + lacks.holdout()
        + " to evaluate with are there, and "
        + lacks.need().training()
        + " and "
        + lacks.need().holdout()
        + " are needed, with "
        + lacks.need().labels()
        + " different labels";
  }

  private static RunPins pins(Pinned pinned) {
    return new RunPins(
        written(pinned.feedback().from()),
        written(pinned.feedback().to()),
        written(pinned.requests().from()),
        written(pinned.requests().to()));
  }

  private static Pinned pinned(RunPins pins) {
    return new Pinned(
        new Offsets(read(pins.getFeedbackFrom()), read(pins.getFeedbackTo())),
        new Offsets(read(pins.getRequestsFrom()), read(pins.getRequestsTo())));
  }

  private static Map<String, Long> written(Map<Integer, Long> offsets) {
    return offsets.entrySet().stream()
        .collect(Collectors.toMap(entry -> entry.getKey().toString(), Map.Entry::getValue));
  }

  private static Map<Integer, Long> read(Map<String, Long> offsets) {
    return offsets.entrySet().stream()
        .collect(Collectors.toMap(entry -> Integer.valueOf(entry.getKey()), Map.Entry::getValue));
  }
}
