package dev.millrace.local.domain;

import static dev.millrace.local.domain.Records.answered;
import static dev.millrace.local.domain.Records.call;
import static dev.millrace.local.domain.Records.prediction;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Outcome;
import dev.millrace.record.Prediction;
import dev.millrace.record.Route;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the books say of calls of replays and evaluations. */
class OfflineReconciliationTest {

  private final Reconciliation books = new Reconciliation(Records.DOLLAR_A_TOKEN, 1);

  @Test
  void replaysAreInTheLedgerAndInTheMeter() {
    replayed("offline-1", 3);
    books.call(nobodys("offline-1", 3));
    books.call(nobodys("somebody-else", 9));

    Balance balance = books.balance();

    assertThat(balance.violations()).isEmpty();
    assertThat(balance.calls().ledger()).isEqualTo(1);
    assertThat(balance.calls().meter()).isEqualTo(1);
    assertThat(balance.calls().others()).isEqualTo(1);
    assertThat(balance.money().ledger()).isEqualByComparingTo("3");
    assertThat(balance.money().meter()).isEqualByComparingTo("3");
    assertThat(balance.shadows().calls()).as("they are no shadows").isZero();
    assertThat(balance.offline().calls()).isEqualTo(1);
    assertThat(balance.offline().money()).isEqualByComparingTo("3");
  }

  @Test
  void anotherUsageThanTheMetersIsSaid() {
    replayed("offline-1", 3);
    books.call(nobodys("offline-1", 4));

    assertThat(books.balance().violations())
        .singleElement()
        .asString()
        .contains("the offline call of request");
  }

  private void replayed(String endpointId, long tokens) {
    Prediction record = prediction("a", Outcome.ANSWERED, answered(endpointId, tokens));
    record.setRoute(Route.OFFLINE);
    record.setEventId(endpointId);
    books.shadow(record);
  }

  private static MeteredCall nobodys(String id, long tokens) {
    MeteredCall call = call(id, "a", tokens);
    return new MeteredCall(
        id, call.at(), call.modelId(), call.usage(), Optional.empty(), Optional.empty());
  }
}
