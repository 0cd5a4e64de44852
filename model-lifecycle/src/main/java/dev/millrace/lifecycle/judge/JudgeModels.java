package dev.millrace.lifecycle.judge;

import dev.millrace.lifecycle.domain.judge.Exchange;
import dev.millrace.lifecycle.offline.Model;
import dev.millrace.lifecycle.offline.Models;
import dev.millrace.lifecycle.offline.OfflineLedger;
import dev.millrace.record.PipelineSpec;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The models that judge, opened when they are first asked, and who is charged for their calls.
 *
 * <p><i>Threads</i>: any.
 */
final class JudgeModels implements AutoCloseable {

  /** What the calls are called in the endpoint's invocation log. */
  private static final String RUN = "judge";

  private static final OfflineLedger.Whose NOBODY = new OfflineLedger.Whose("", "", 0);

  private final Models source;
  private final Map<String, Model> open = new ConcurrentHashMap<>();
  private final Map<String, OfflineLedger.Whose> charged = new ConcurrentHashMap<>();

  /** By pipeline, the model that was asked last. */
  private final Map<String, String> judges = new ConcurrentHashMap<>();

  JudgeModels(Models source) {
    this.source = source;
  }

  /** The model that judges a pipeline. */
  Model of(String pipeline, String modelId) {
    judges.put(pipeline, modelId);
    return open.computeIfAbsent(
        modelId, id -> source.open(id, RUN, request -> charged.getOrDefault(request, NOBODY)));
  }

  /** The tenant whose request it was is charged for its calls. */
  void charge(Exchange exchange) {
    charged.put(
        exchange.requestId(), new OfflineLedger.Whose(exchange.tenant(), exchange.pipeline(), 0));
  }

  /** There are no more calls about it. */
  void settled(Exchange exchange) {
    charged.remove(exchange.requestId());
  }

  /** There are no more calls about anything. */
  void settled() {
    charged.clear();
  }

  /** Closes those that no spec names any more; none of their calls may be under way. */
  void closeUnnamed(Judges specs) {
    judges
        .entrySet()
        .removeIf(
            judge ->
                specs
                    .spec(judge.getKey())
                    .filter(spec -> named(spec).equals(judge.getValue()))
                    .isEmpty());
    for (String modelId : Set.copyOf(open.keySet())) {
      @Nullable Model unnamed = judges.containsValue(modelId) ? null : open.remove(modelId);
      if (unnamed != null) {
        unnamed.close();
      }
    }
  }

  private static String named(PipelineSpec spec) {
    return spec.getQuality().getJudge().getModel();
  }

  @Override
  public void close() {
    open.values().forEach(Model::close);
    open.clear();
  }
}
