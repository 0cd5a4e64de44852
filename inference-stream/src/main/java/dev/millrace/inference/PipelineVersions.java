package dev.millrace.inference;

import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.record.ModelVersion;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The versions of each pipeline's models, gathered once for each change of any of them: requests
 * ask for them one by one, and the topic holds those of all pipelines.
 *
 * <p><i>Threads</i>: may be asked by many.
 */
final class PipelineVersions {

  private final LongSupplier changes;
  private final Function<String, List<ModelVersion>> reading;

  /** Of pipelines that have some: others may be called anything. */
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /** As they were after so many changes at least. */
  private record Known(long changes, List<ModelVersion> versions) {}

  /**
   * Nothing is gathered yet.
   *
   * @param changes another number whenever a version has changed
   * @param reading gathers the versions of one pipeline
   */
  PipelineVersions(LongSupplier changes, Function<String, List<ModelVersion>> reading) {
    this.changes = changes;
    this.reading = reading;
  }

  /** Those that lie in a view. */
  static PipelineVersions in(CompactedView<ModelVersion> view) {
    return new PipelineVersions(
        view::changes, pipeline -> view.startingWith(pipeline + "/").toList());
  }

  /** The versions of a pipeline as far as they are known here. */
  List<ModelVersion> of(String pipeline) {
    long now = changes.getAsLong();
    Known last = known.get(pipeline);
    if (last != null && last.changes() == now) {
      return last.versions();
    }
    List<ModelVersion> versions = reading.apply(pipeline);
    if (versions.isEmpty()) {
      known.remove(pipeline);
    } else {
      known.put(pipeline, new Known(now, versions));
    }
    return versions;
  }
}
