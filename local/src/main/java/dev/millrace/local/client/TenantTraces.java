package dev.millrace.local.client;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the topics hold something of one tenant, and what erasing the tenant means there. */
public final class TenantTraces {

  private TenantTraces() {}

  /** How a topic loses a tenant. */
  public enum Fate {
    /** What was set for the tenant is taken back; what marks it as erased stays. */
    TAKEN_BACK,
    /** Content, or what was said of it: gone when the topic lets go of its records. */
    GONE_BY_RETENTION,
    /** The tenant's name, numbers and ids, without content: the books have to go on adding up. */
    KEPT
  }

  private static final Map<Topic<?>, Fate> FATES =
      Map.ofEntries(
          Map.entry(Topics.API_KEYS, Fate.TAKEN_BACK),
          Map.entry(Topics.TENANT_LIMITS, Fate.TAKEN_BACK),
          Map.entry(Topics.BUDGETS, Fate.TAKEN_BACK),
          Map.entry(Topics.RAW_EVENTS, Fate.GONE_BY_RETENTION),
          Map.entry(Topics.INFERENCE_REQUESTS, Fate.GONE_BY_RETENTION),
          Map.entry(Topics.PREDICTIONS, Fate.GONE_BY_RETENTION),
          Map.entry(Topics.SHADOW_PREDICTIONS, Fate.GONE_BY_RETENTION),
          Map.entry(Topics.PREDICTION_CHUNKS, Fate.GONE_BY_RETENTION),
          Map.entry(Topics.FEEDBACK, Fate.GONE_BY_RETENTION),
          Map.entry(Topics.JUDGE_VERDICTS, Fate.GONE_BY_RETENTION),
          Map.entry(Topics.DEAD_LETTERS, Fate.GONE_BY_RETENTION),
          Map.entry(Topics.OFFLINE_CALLS, Fate.KEPT),
          Map.entry(Topics.COST_METRICS, Fate.KEPT),
          Map.entry(Topics.BUDGET_RESERVATIONS, Fate.KEPT),
          Map.entry(Topics.BUDGET_STATUS, Fate.KEPT),
          Map.entry(Topics.ALERTS, Fate.KEPT),
          Map.entry(Topics.PUBLISHED_WINDOWS, Fate.KEPT),
          Map.entry(Topics.AUDIT_LOG, Fate.KEPT));

  /** What becomes of a tenant there; nothing where records have no tenant. */
  public static Optional<Fate> fate(Topic<?> topic) {
    return Optional.ofNullable(FATES.get(topic));
  }

  /** Topics that lose a tenant in a way, in the order of the data's way. */
  public static List<Topic<?>> of(Fate fate) {
    return Topics.all().stream().filter(topic -> fate(topic).equals(Optional.of(fate))).toList();
  }
}
