package dev.millrace.bedrock.conduct;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** What calls meet in a running endpoint: the declared conduct, with what was used and drawn. */
public final class Conditions {

  private final Quotas quotas;
  private final Latencies latencies;
  private final ByModel<FaultScript> faults;
  private final ByModel<Integer> maxTokens;

  /**
   * From the beginning.
   *
   * @param usual latency of models for which none is declared
   */
  public Conditions(Conduct conduct, Latency usual, InstantSource clock) {
    this.quotas = new Quotas(conduct.quotas(), clock);
    this.latencies = new Latencies(conduct.latencies(), usual, conduct.seed());
    this.faults =
        conduct
            .faults()
            .map((key, rules) -> new FaultScript(rules, conduct.seed() ^ key.hashCode()));
    this.maxTokens = conduct.maxTokens();
  }

  public Quotas quotas() {
    return quotas;
  }

  public Latencies latencies() {
    return latencies;
  }

  /** What goes wrong with the next call of a model. */
  public Optional<Effect> fault(String modelId, Asked asked) {
    return faults.find(modelId).flatMap(script -> script.next(asked));
  }

  /** What a model writes at most; empty where it is not declared. */
  public OptionalInt maxTokens(String modelId) {
    return maxTokens.find(modelId).stream().mapToInt(Integer::intValue).findFirst();
  }

  /** How often the rules struck, by the keys of the setup. */
  public ObjectNode faults() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode models = json.putObject("models");
    new TreeMap<>(faults.byPrefix()).forEach((key, script) -> models.set(key, script.json()));
    return json;
  }
}
