package dev.millrace.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.audit.AuditChain;
import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetDefinition;
import dev.millrace.record.BudgetHolders;
import dev.millrace.record.BudgetPeriod;
import dev.millrace.record.PeriodUnit;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class BudgetBoardTest {

  private final Topic topic = new Topic();
  private final BudgetBoard board = new BudgetBoard(topic);

  /** Budgets in memory, as a compacted topic keeps them. */
  private static final class Topic implements AuditedTopic<BudgetDefinition> {

    private final AvroCodec<BudgetDefinition> codec =
        new AvroCodec<>(Topics.BUDGETS, new InMemorySchemaRegistry());
    private final Map<String, BudgetDefinition> values = new TreeMap<>();
    private final List<AuditEntry> audited = new ArrayList<>();

    @Override
    public Map<String, BudgetDefinition> values() {
      return values;
    }

    @Override
    public byte[] encode(BudgetDefinition value) {
      return codec.encode(value);
    }

    @Override
    public void write(AuditEntry entry, ProducerRecord<byte[], byte[]> record) {
      audited.add(entry);
      String key = new String(record.key(), UTF_8);
      if (record.value() == null) {
        values.remove(key);
      } else {
        values.put(key, codec.decode(record.value()));
      }
    }
  }

  @Test
  void setsABudgetUnderItsNameAndReplacesIt() throws IOException {
    BudgetDefinition small = budget("5");
    BudgetDefinition large = budget("50");

    assertThat(board.set(small)).isEmpty();
    assertThat(board.set(large)).contains(small);

    assertThat(board.budgets()).containsExactly(large);
    assertThat(topic.values).containsOnlyKeys("acme-monthly");
  }

  @Test
  void removesABudgetOnce() throws IOException {
    board.set(budget("5"));

    assertThat(board.remove("acme-monthly", "bob")).contains(budget("5"));
    assertThat(board.remove("acme-monthly", "bob")).isEmpty();
    assertThat(topic.values).isEmpty();
  }

  @Test
  void putsEveryChangeIntoTheAuditLog() throws IOException {
    board.set(budget("5"));
    board.remove("acme-monthly", "bob");

    String digest = AuditChain.digest(topic.encode(budget("5")));
    assertThat(topic.audited)
        .containsExactly(
            new AuditEntry(
                "ada",
                "budget.set",
                "acme-monthly",
                Optional.of("acme"),
                Optional.empty(),
                Optional.of(digest)),
            new AuditEntry(
                "bob",
                "budget.remove",
                "acme-monthly",
                Optional.of("acme"),
                Optional.of(digest),
                Optional.empty()));
  }

  private static BudgetDefinition budget(String limit) {
    return BudgetDefinition.newBuilder()
        .setName("acme-monthly")
        .setHolders(BudgetHolders.ONE)
        .setTenant("acme")
        .setPeriod(new BudgetPeriod(PeriodUnit.MONTH, 1, "UTC"))
        .setLimit(new BigDecimal(limit).setScale(12))
        .setAction(BudgetAction.REFUSE)
        .setChangedBy("ada")
        .setChangedAt(Instant.EPOCH)
        .build();
  }
}
