package dev.millrace.cost;

import static dev.millrace.cost.Terminals.NOON;
import static dev.millrace.cost.Terminals.call;
import static dev.millrace.cost.Terminals.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.platform.budgets.domain.Budget;
import dev.millrace.platform.budgets.domain.BudgetScope;
import dev.millrace.platform.budgets.domain.BudgetScope.Holders;
import dev.millrace.platform.budgets.domain.BudgetWindow;
import dev.millrace.platform.budgets.domain.Budgets;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.platform.streams.SmallStores;
import dev.millrace.record.Alert;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetStatus;
import dev.millrace.record.PeriodUnit;
import dev.millrace.record.Prediction;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import dev.millrace.schemas.wire.WireSerde;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From terminal records to statuses and alerts, by the topology as it runs. */
@SuppressWarnings("NullAway.Init")
class WatchedBudgetsTest {

  /** 0.035 dollars, by the starter book. */
  private static final long MILLION = 1_000_000;

  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AvroCodec<Prediction> predictions = new AvroCodec<>(Topics.PREDICTIONS, registry);
  private TopologyTestDriver driver;
  private TestInputTopic<String, byte[]> in;
  private TestInputTopic<String, byte[]> shadows;
  private TestOutputTopic<String, BudgetStatus> statuses;
  private TestOutputTopic<String, Alert> alerts;

  @BeforeEach
  void start(@TempDir Path folder) {
    Budgets budgets =
        Budgets.of(
            new Budget(
                "own",
                new BudgetScope(new Holders.Each(), Optional.empty(), Optional.empty()),
                new BudgetWindow(PeriodUnit.DAY, 1, ZoneId.of("UTC")),
                new BigDecimal("0.1"),
                BudgetAction.REFUSE,
                List.of(50),
                Optional.empty(),
                false));
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallStores.class);
    driver =
        new TopologyTestDriver(
            CostTopology.build(
                registry,
                new BookingProcessor.Parts(
                    new BookRates(PriceBook::starter), Aggregator.HORIZON, Aggregator.TOGETHER),
                () -> budgets),
            properties,
            NOON);
    in =
        driver.createInputTopic(
            Topics.PREDICTIONS.name(), new StringSerializer(), new ByteArraySerializer());
    shadows =
        driver.createInputTopic(
            Topics.SHADOW_PREDICTIONS.name(), new StringSerializer(), new ByteArraySerializer());
    statuses = output(Topics.BUDGET_STATUS);
    alerts = output(Topics.ALERTS);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  void tellsWhatCallsOfRequestsAndShadowsSpend() {
    in.pipeInput("k", answered("r-1"));
    pass();
    assertThat(statuses.readKeyValuesToMap().get("own@acme"))
        .satisfies(status -> assertThat(status.getSpent()).isEqualByComparingTo("0.035"));
    assertThat(alerts.readValuesToList()).extracting(Alert::getRule).contains("burn-fast");

    in.pipeInput("k", answered("r-1"));
    shadows.pipeInput(
        "k",
        predictions.encode(
            Terminals.shadow("r-2", call(1, NOON.plusSeconds(61), tokens(MILLION, 0)).build())));
    pass();

    Map<String, BudgetStatus> told = statuses.readKeyValuesToMap();
    assertThat(told.get("own@acme"))
        .satisfies(
            status -> {
              assertThat(status.getSpent()).isEqualByComparingTo("0.07");
              assertThat(status.getWasted()).isEqualByComparingTo("0.035");
              assertThat(status.getThreshold()).isEqualTo(50);
              assertThat(status.getAsOf()).isEqualTo(NOON.plusSeconds(120));
            });
    assertThat(alerts.readKeyValuesToMap()).containsOnlyKeys("own@acme");
    pass();
    assertThat(statuses.isEmpty()).isTrue();
    assertThat(alerts.isEmpty()).isTrue();
  }

  private byte[] answered(String requestId) {
    return predictions.encode(
        Terminals.of(requestId, call(1, NOON, tokens(MILLION, 0)).build()).build());
  }

  /** Windows are written, and then budgets are looked at. */
  private void pass() {
    driver.advanceWallClockTime(Aggregator.WRITING);
    driver.advanceWallClockTime(Duration.ofSeconds(1));
  }

  private <V extends SpecificRecord> TestOutputTopic<String, V> output(Topic<V> topic) {
    return driver.createOutputTopic(
        topic.name(),
        new StringDeserializer(),
        new WireSerde<>(new AvroCodec<>(topic, registry)).deserializer());
  }
}
