package dev.millrace.local.factory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.answer.JsonObjects;
import dev.millrace.inference.domain.AnswerParser;
import dev.millrace.lifecycle.offline.ConverseModel;
import dev.millrace.lifecycle.offline.OfflineLedger;
import dev.millrace.lifecycle.offline.OfflineRun;
import dev.millrace.lifecycle.offline.Purse;
import dev.millrace.local.client.Books;
import dev.millrace.local.client.Past;
import dev.millrace.local.client.Place;
import dev.millrace.local.client.TimeTravel;
import dev.millrace.local.domain.Balance;
import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.platform.pricing.PriceBook;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Time travel through the requests of a whole factory. */
@Tag("long")
class TimeTravelIT {

  private static final String CHAMPION = "amazon.nova-micro-v1:0";
  private static final String SPEC =
      """
      apiVersion: millrace/v1
      pipeline: tickets
      task: classification
      prompt: { user: "{{text}}", labels: [card lost, refund, app crashes] }
      models: { champion: amazon.nova-micro-v1:0 }
      """;

  @Test
  void theSameModelMakesNoDifferenceAndIsInTheBooks(@TempDir Path folder) throws Exception {
    try (OpenFactory factory = OpenFactory.in(folder, Map.of())) {
      factory.apply(SPEC);
      for (String text : new String[] {"my card is lost", "refund me", "the app crashes", "hm"}) {
        assertThat(
                factory
                    .post("tickets", "?wait=60s", OpenFactory.JSON, "{\"text\":\"" + text + "\"}")
                    .statusCode())
            .isEqualTo(200);
      }
      Past past =
          Past.of(
              factory.running(),
              new Past.Range("tickets", new Place.Offset(0), Optional.empty(), 100),
              tenant -> false,
              warning -> {
                throw new AssertionError(warning);
              });
      assertThat(past.said()).hasSize(4);

      Purse purse = new Purse(new BigDecimal("0.10"));
      TimeTravel.Result result;
      try (OfflineLedger ledger =
              OfflineLedger.open(
                  factory.running().kafka(), factory.running().registry(), tenant -> false);
          ConverseModel model =
              ConverseModel.open(
                  AwsConnection.local(factory.running().address().bedrock()),
                  new ConverseModel.Access(CHAMPION, "replay", 4, Duration.ofSeconds(30)),
                  PriceBook.starter(),
                  InstantSource.system(),
                  ledger.chargedTo(id -> new OfflineLedger.Whose("default", "tickets", 1)))) {
        result =
            new TimeTravel(model, new AnswerParser(JsonObjects::one), InstantSource.system())
                .through(
                    past,
                    Optional.empty(),
                    new OfflineRun.Terms(4, Duration.ofMinutes(1), 5, Duration.ofMillis(100)),
                    purse,
                    (request, then, now) -> {});
      }

      assertThat(result.end()).isEqualTo(OfflineRun.End.DONE);
      assertThat(result.report().same()).isEqualTo(4);
      assertThat(result.report().changed()).isZero();
      assertThat(purse.spent()).isEqualByComparingTo(result.report().before().cost());
      Balance balance = new Books(factory.running()).balance();
      assertThat(balance.violations()).isEmpty();
      assertThat(balance.calls().ledger()).as("four served, four replayed").isEqualTo(8);
      assertThat(balance.money().ledger())
          .isEqualByComparingTo(purse.spent().multiply(BigDecimal.valueOf(2)))
          .isEqualByComparingTo(balance.money().meter());
    }
  }
}
