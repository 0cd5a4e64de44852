package dev.millrace.local.client;

import dev.millrace.schemas.Topics;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The pipelines whose specs are in force.
 *
 * @param names in their order
 */
public record AppliedPipelines(List<String> names) {

  /** Names that are told: some lines of a terminal. */
  private static final int SHOWN = 20;

  public AppliedPipelines {
    names = List.copyOf(names);
  }

  /** Those of a factory. */
  public static AppliedPipelines of(RunningFactory factory) {
    SortedSet<String> names = new TreeSet<>();
    factory
        .topics()
        .readRaw(
            Topics.PIPELINES,
            record -> {
              if (record.value() == null) {
                names.remove(record.key());
              } else {
                names.add(record.key());
              }
            });
    return new AppliedPipelines(List.copyOf(names));
  }

  /** What a gateway said, and, where it knows no such pipeline, which there are. */
  public static String told(GatewayException why, RunningFactory factory, String pipeline) {
    return told(why, () -> of(factory), pipeline);
  }

  static String told(GatewayException why, Supplier<AppliedPipelines> applied, String pipeline) {
    String said = String.valueOf(why.getMessage());
    if (!why.isRefusalOfAnyKey()) {
      return said;
    }
    try {
      return applied.get().missing(pipeline).map(missing -> said + "\n" + missing).orElse(said);
    } catch (RuntimeException e) {
      // What the gateway said matters more than what would have helped.
      return said + "\nwhich pipelines are applied cannot be read: " + e.getMessage();
    }
  }

  /** What to say to somebody who named a pipeline that is not among them. */
  public Optional<String> missing(String pipeline) {
    if (names.contains(pipeline)) {
      return Optional.empty();
    }
    String there = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
    return Optional.of(
        "no pipeline "
            + pipeline
            + " is applied; "
            + (names.isEmpty()
                ? "none is yet: ./millrace apply SPEC.yaml"
                : "these are: "
                    + there
                    + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "")));
  }
}
