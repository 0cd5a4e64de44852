package dev.millrace.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.record.BudgetDefinition;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The budgets that operators have set: inference-stream goes by a change within a second. */
public final class BudgetBoard {

  private final AuditedTopic<BudgetDefinition> topic;

  public BudgetBoard(FactoryTopics factory, InstantSource clock) {
    this(AuditedTopic.of(Topics.BUDGETS, factory, clock));
  }

  BudgetBoard(AuditedTopic<BudgetDefinition> topic) {
    this.topic = topic;
  }

  /** All of them, by name. */
  public Collection<BudgetDefinition> budgets() {
    return topic.values().values();
  }

  /** Sets one, in place of that of the same name, which is returned. */
  public Optional<BudgetDefinition> set(BudgetDefinition budget) throws IOException {
    Optional<BudgetDefinition> before = find(budget.getName());
    write("budget.set", budget.getChangedBy(), before, Optional.of(budget), budget.getName());
    return before;
  }

  /**
   * Removes one, and returns it; absent where there is none of that name.
   *
   * @param by who wants it
   */
  public Optional<BudgetDefinition> remove(String name, String by) throws IOException {
    Optional<BudgetDefinition> before = find(name);
    if (before.isPresent()) {
      write("budget.remove", by, before, Optional.empty(), name);
    }
    return before;
  }

  private Optional<BudgetDefinition> find(String name) {
    return Optional.ofNullable(topic.values().get(name));
  }

  private void write(
      String action,
      String by,
      Optional<BudgetDefinition> before,
      Optional<BudgetDefinition> after,
      String name)
      throws IOException {
    Optional<byte[]> value = after.map(topic::encode);
    topic.write(
        AuditEntry.of(by, action, name)
            .of(after.or(() -> before).map(BudgetDefinition::getTenant))
            .change(before.map(topic::encode), value),
        new ProducerRecord<>(Topics.BUDGETS.name(), name.getBytes(UTF_8), value.orElse(null)));
  }
}
