package dev.millrace.lifecycle.domain.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.lifecycle.domain.dataset.ErasedShare;
import dev.millrace.record.Approval;
import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.RunState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ErasedExamplesTest {

  private final Runs runs = new Runs();

  @Test
  void endARunEvenWhereItIsPaused() {
    runs.take(Runs.event("e", 1), Runs.terms(Approval.AUTOMATIC, 1.0));
    runs.see(new Seen.Prepared());
    runs.see(Runs.dataset());
    runs.see(new Seen.Trained("job", "artifact"));
    runs.see(new Seen.Deployed("arn"));
    runs.order(new Order.Pause());
    Report report = Report.of(runs.run(), new Seen.TenantsErased(Set.of("acme")));

    Turn turn =
        RunCourse.next(runs.run(), report, runs.lineup(), runs.change("model-lifecycle"))
            .orElseThrow();

    assertThat(turn.erased()).as("for the audit log").containsExactly("acme");
    assertThat(turn.run().orElseThrow())
        .extracting("state", "reason")
        .containsExactly(
            RunState.REJECTED,
            "TENANT_ERASED: its model is trained with requests of a tenant that was erased since;"
                + " the audit log has the names.");
    assertThat(turn.versions())
        .singleElement()
        .satisfies(
            version -> {
              assertThat(version.getVersion()).isEqualTo(2);
              assertThat(version.getState()).isEqualTo(ModelState.REJECTED);
            });
  }

  @Test
  void ofNobodyAreNone() {
    assertThatThrownBy(() -> new Seen.TenantsErased(Set.of()))
        .hasMessageContaining("nobody was erased");
  }

  @Test
  void areSaidOfAVersionOnceAndByNameOnlyInTheAuditLog() {
    ModelVersion champion = Runs.version(1, ModelState.CHAMPION);
    Set<String> tenants = Set.of("acme", "evil");

    Turn turn = noted(champion, told(tenants), Set.of("evil")).orElseThrow();

    assertThat(turn.action()).isEqualTo("model-version.tenant-erased");
    assertThat(turn.run()).isEmpty();
    assertThat(turn.erased()).as("who is not named already").containsExactly("acme");
    ModelVersion counted = turn.versions().get(0);
    assertThat(counted.getErasedTenants()).isEqualTo(2);
    assertThat(counted.getState()).isEqualTo(ModelState.CHAMPION);
    assertThat(counted.getChangedBy()).isEqualTo(champion.getChangedBy());
    assertThat(noted(counted, told(tenants), tenants)).as("it is said").isEmpty();
    assertThat(noted(counted, told(tenants), Set.of("acme", "other")))
        .as("as many, but others")
        .isPresent();
    assertThat(noted(counted, told(Set.of("acme")), tenants)).as("one less").isPresent();
  }

  @Test
  void areUnknownUntilSomebodyCanTell() {
    ModelVersion champion = Runs.version(1, ModelState.CHAMPION);
    ErasedShare untold = new ErasedShare.Untold("the card is not there");

    Turn lost = noted(champion, untold, Set.of()).orElseThrow();

    assertThat(lost.action()).isEqualTo("model-version.tenants-unknown");
    ModelVersion unknown = lost.versions().get(0);
    assertThat(unknown.getTenantsUnknown()).isTrue();
    assertThat(noted(unknown, untold, Set.of())).as("it is said").isEmpty();

    Turn found = noted(unknown, told(Set.of()), Set.of()).orElseThrow();

    assertThat(found.action()).isEqualTo("model-version.tenants-known");
    assertThat(found.versions().get(0).getTenantsUnknown()).isFalse();
    assertThat(noted(found.versions().get(0), told(Set.of()), Set.of())).isEmpty();
  }

  @Test
  void nothingIsSaidWhileNothingIsHeard() {
    ModelVersion champion = Runs.version(1, ModelState.CHAMPION);

    assertThat(noted(champion, new ErasedShare.Unheard(), Set.of())).isEmpty();
    assertThat(ErasedExamples.noted(new Lineup(List.of(champion)), Map.of(), version -> Set.of()))
        .isEmpty();
  }

  private static ErasedShare told(Set<String> tenants) {
    return new ErasedShare.Told(tenants);
  }

  private static Optional<Turn> noted(ModelVersion version, ErasedShare share, Set<String> named) {
    return ErasedExamples.noted(
        new Lineup(List.of(version)), Map.of(version.getVersion(), share), known -> named);
  }
}
