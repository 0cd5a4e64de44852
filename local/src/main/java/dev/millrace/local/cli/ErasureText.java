package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.client.TenantStanding;
import dev.millrace.local.client.TenantTraces;
import dev.millrace.local.client.TenantTraces.Fate;
import dev.millrace.record.ApiKey;
import dev.millrace.record.BudgetDefinition;
import dev.millrace.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What erasing a tenant means, for people and for machines.
 *
 * @param standing of the tenant before anything is done
 * @param from when nothing new of it comes in any more
 * @param longest how long records stay, by topic; topics that compact are left out
 */
record ErasureText(TenantStanding standing, Instant from, Map<String, Duration> longest) {

  /** Lines for people. */
  List<String> lines(boolean isDone) {
    List<String> lines = new ArrayList<>();
    if (standing.isErased()) {
      lines.add("tenant " + standing.tenant() + " was erased at " + from + "; nothing was left");
    } else {
      lines.add(
          isDone
              ? "tenant " + standing.tenant() + " is erased"
              : "what erasing tenant " + standing.tenant() + " takes away at once:");
      lines.add("  API keys: " + names(standing.keys(), ApiKey::getId));
      lines.add("  limits: " + (standing.limits().isPresent() ? "its own" : "none of its own"));
      lines.add("  budgets: " + names(standing.budgets(), BudgetDefinition::getName));
      lines.add(
          "  keys of personal data: its part of "
              + standing.personalDataKeys()
              + "; without it no token and no sealed dead letter of it can be opened");
    }
    lines.add("gone by retention, some minutes more or less:");
    TenantTraces.of(Fate.GONE_BY_RETENTION).forEach(topic -> lines.add(line(topic)));
    lines.add("kept, because books have to add up: its name, ids and numbers, no content:");
    TenantTraces.of(Fate.KEPT).forEach(topic -> lines.add(line(topic)));
    lines.add(
        "not reached from here: rows of reference tables, models that were trained with its requests"
            + " (models list names them within seconds, and those of which nobody can tell) and their"
            + " datasets, the data lake, producers' own topics, copies and backups"
            + " (docs/personal-data.md)");
    if (!isDone && standing.isUnheardOf()) {
      lines.add(
          "beware: nothing was ever set for a tenant of this name, no key, no limits and no budget:"
              + " is it spelled right? A name that is erased is used up");
    }
    if (!isDone && !standing.isErased()) {
      lines.add("nothing was changed: with --yes it is done, and there is no way back");
    }
    return lines;
  }

  /** One object. */
  ObjectNode json(boolean isDone) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("tenant", standing.tenant()).put("erased", isDone || standing.isErased());
    ArrayNode keys = json.putArray("keys");
    standing.keys().forEach(key -> keys.add(key.getId()));
    ArrayNode budgets = json.putArray("budgets");
    standing.budgets().forEach(budget -> budgets.add(budget.getName()));
    json.put("personalDataKeys", standing.personalDataKeys());
    ArrayNode topics = json.putArray("topics");
    for (Fate fate : List.of(Fate.GONE_BY_RETENTION, Fate.KEPT)) {
      for (Topic<?> topic : TenantTraces.of(fate)) {
        ObjectNode one = topics.addObject().put("topic", topic.name()).put("fate", fate.name());
        until(topic).ifPresent(until -> one.put("until", until.toString()));
      }
    }
    return json;
  }

  private String line(Topic<?> topic) {
    return "  "
        + topic.name()
        + until(topic).map(until -> ": until " + until).orElse(": for as long as the factory is");
  }

  private Optional<Instant> until(Topic<?> topic) {
    return Optional.ofNullable(longest.get(topic.name()))
        .map(time -> from.plus(time).truncatedTo(ChronoUnit.SECONDS));
  }

  private static <T> String names(List<T> all, Function<T, String> name) {
    return all.isEmpty() ? "none" : all.stream().map(name).collect(Collectors.joining(", "));
  }
}
