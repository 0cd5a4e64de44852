package dev.millrace.deploy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.deploy.plan.Estimate.Line;
import dev.millrace.deploy.stage.Stage;
import dev.millrace.deploy.stage.StageException;
import dev.millrace.deploy.stage.StageReader;
import dev.millrace.platform.pricing.PriceBook;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class EstimateTest {

  private static final LocalDate DAY = LocalDate.of(2026, 11, 26);
  private static final Path PRODUCTION = Path.of("stages", "production.yaml");

  @Test
  void addsUpWhatItsLinesSay() throws StageException {
    Estimate estimate = of(StageReader.read(PRODUCTION));

    // 3 brokers x 730 h x 0.204, and (4 + 1 + 2 + 1) units x 730 h x 0.11.
    assertThat(line(estimate, "Kafka brokers").dollars()).isEqualByComparingTo("446.76");
    assertThat(line(estimate, "Managed Flink, 1 KPU").dollars()).isEqualByComparingTo("642.40");
    // 2 folders x 16 metrics x 0.30.
    assertThat(line(estimate, "Request metrics").dollars()).isEqualByComparingTo("9.60");
    // 730 x 3600 x 25 events are 65.7 millions; x 400 tokens x 0.035, x 10 tokens x 0.14 a million.
    assertThat(line(estimate, "Tokens read").dollars()).isEqualByComparingTo("919.80");
    assertThat(line(estimate, "Tokens written").dollars()).isEqualByComparingTo("91.98");
    assertThat(estimate.dollars())
        .isEqualByComparingTo(
            estimate.lines().stream().map(Line::dollars).reduce(BigDecimal.ZERO, BigDecimal::add));
    assertThat(estimate.unpriced()).isEmpty();
    assertThat(estimate.dollarsOfAMillionEvents())
        .isEqualByComparingTo(
            estimate.dollars().divide(new BigDecimal("65.7"), 2, RoundingMode.HALF_UP));
  }

  @Test
  void saysWhichPricesNobodyChecked() throws StageException {
    Estimate estimate = of(StageReader.read(PRODUCTION));

    assertThat(line(estimate, "Fargate on Graviton, cores").checked()).isTrue();
    assertThat(line(estimate, "Kafka brokers").checked()).isTrue();
    assertThat(line(estimate, "Firehose into the lake").checked()).isFalse();
    assertThat(estimate.uncheckedDollars()).isPositive().isLessThan(estimate.dollars());
  }

  @Test
  void whatHasNoPriceIsNotFree() throws IOException, StageException {
    String text =
        Files.readString(PRODUCTION)
            .replace("machine: kafka.m7g.large", "machine: kafka.m9g.large")
            .replace("model: \"amazon.nova-micro-v1:0\"", "model: \"nobody.knows-v1:0\"");

    Estimate estimate = of(StageReader.read("it", text));

    assertThat(estimate.unpriced())
        .containsExactly(
            "Kafka brokers (broker kafka.m9g.large)",
            "Tokens read, nobody.knows-v1:0",
            "Tokens written, nobody.knows-v1:0");
    assertThat(estimate.lines()).noneMatch(line -> line.what().startsWith("Kafka brokers"));
  }

  @Test
  void theLatestRowThatHasBegunHolds() {
    AwsPrices prices =
        AwsPrices.parse(
            List.of(
                "key,key month,2026-01-01,1.00,unchecked,-",
                "key,key month,2026-06-01,2.00,2026-06-02,aws"));

    assertThat(prices.find("key", LocalDate.of(2025, 12, 31))).isEmpty();
    assertThat(prices.find("key", LocalDate.of(2026, 5, 31)).orElseThrow().dollars())
        .isEqualByComparingTo("1.00");
    assertThat(prices.find("key", DAY).orElseThrow().dollars()).isEqualByComparingTo("2.00");
  }

  private static Estimate of(Stage stage) {
    return Estimate.of(stage, AwsPrices.shipped(), PriceBook.starter(), DAY);
  }

  private static Line line(Estimate estimate, String what) {
    return estimate.lines().stream()
        .filter(line -> line.what().startsWith(what))
        .findFirst()
        .orElseThrow();
  }
}
