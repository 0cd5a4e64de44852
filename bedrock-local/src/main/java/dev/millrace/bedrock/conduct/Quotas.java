package dev.millrace.bedrock.conduct;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The quotas of all models: as on Bedrock, each id has its own, so that {@code us.} and {@code
 * global.} do not share that of the one region.
 */
public final class Quotas {

  private static final Grant.Reserved UNLIMITED = used -> {};

  private final ByModel<QuotaLimits> limits;
  private final InstantSource clock;
  private final Map<String, Optional<Quota>> byModel = new ConcurrentHashMap<>();

  public Quotas(ByModel<QuotaLimits> limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /** Takes from the quota of a model what a call may use at most. */
  public Grant reserve(String modelId, long tokens) {
    return byModel
        .computeIfAbsent(
            modelId, id -> limits.find(id).map(declared -> new Quota(declared, id, clock)))
        .map(quota -> quota.reserve(tokens))
        .orElse(UNLIMITED);
  }

  /** Used, limit and throttled calls of every model that has a quota and was called. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode models = json.putObject("models");
    new TreeMap<>(byModel)
        .forEach((id, quota) -> quota.ifPresent(known -> models.set(id, known.json())));
    return json;
  }
}
