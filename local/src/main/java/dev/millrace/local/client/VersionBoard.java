package dev.millrace.local.client;

import dev.millrace.record.ModelVersion;
import dev.millrace.schemas.spec.ApplyPlan.Change;
import dev.millrace.schemas.spec.ModelVersions;
import dev.millrace.schemas.spec.ShadowPlan;
import dev.millrace.schemas.spec.ShadowPlan.Wanted;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The versions of models, and what operators change about them by hand: inference-stream goes by it
 * from its next request on.
 */
public final class VersionBoard {

  private final VersionTopic topic;
  private final InstantSource clock;

  public VersionBoard(RunningFactory factory, InstantSource clock) {
    this(VersionTopic.of(factory, clock), clock);
  }

  VersionBoard(VersionTopic topic, InstantSource clock) {
    this.topic = topic;
    this.clock = clock;
  }

  /** All versions, by pipeline and number. */
  public List<ModelVersion> versions() {
    return topic.values().values().stream()
        .map(topic.codec()::decode)
        .sorted(
            Comparator.comparing(ModelVersion::getPipeline).thenComparing(ModelVersion::getVersion))
        .toList();
  }

  /**
   * Lets a model run in the shadow of those that serve a pipeline, in place of another that does.
   *
   * @param by who wants it
   * @return what was changed; empty where it runs already
   * @throws IllegalStateException where the pipeline has no champion, or it is that very model
   */
  public List<ModelVersion> shadow(String pipeline, Wanted wanted, String by) throws IOException {
    return change(
        pipeline,
        by,
        known -> {
          ModelVersion champion =
              ModelVersions.champion(known)
                  .orElseThrow(
                      () ->
                          new IllegalStateException(
                              "pipeline " + pipeline + " has no champion: apply its spec first"));
          if (champion.getModelId().equals(wanted.modelId())) {
            throw new IllegalStateException(
                wanted.modelId() + " is the champion of " + pipeline + ": it has no other shadow");
          }
          return ShadowPlan.begin(pipeline, wanted, known, by(by));
        });
  }

  /**
   * Ends the shadow of a pipeline, and returns what was changed; nothing where none ran.
   *
   * @param by who wants it
   */
  public List<ModelVersion> unshadow(String pipeline, String by) throws IOException {
    return change(pipeline, by, known -> ShadowPlan.end(known, by(by)));
  }

  private Change by(String who) {
    return new Change(who, clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }

  /** Looks first, so that nobody is kept from writing where there is nothing to write. */
  private List<ModelVersion> change(
      String pipeline, String by, Function<Collection<ModelVersion>, ShadowPlan> decide)
      throws IOException {
    List<ModelVersion> written =
        new ArrayList<>(decide.apply(of(pipeline, topic.values())).versions());
    if (!written.isEmpty()) {
      topic.write(
          () -> {
            Map<String, byte[]> standing = topic.values();
            written.clear();
            written.addAll(decide.apply(of(pipeline, standing)).versions());
            return VersionTopic.page(written, standing, topic.codec(), by);
          });
    }
    return List.copyOf(written);
  }

  private List<ModelVersion> of(String pipeline, Map<String, byte[]> values) {
    return values.values().stream()
        .map(topic.codec()::decode)
        .filter(version -> version.getPipeline().equals(pipeline))
        .toList();
  }
}
