package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.ModelCall;
import dev.millrace.inference.domain.Requests;
import dev.millrace.inference.domain.batch.OpenBatches;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BatchMembersTest {

  private final BatchMembers members = new BatchMembers(List.of("a", "b"));
  private final BatchMember a = member("a");
  private final BatchMember b = member("b");

  @Test
  void asksOnlyForThoseWhoStillWait() {
    members.attach(b);
    members.attach(a);
    a.askNow();

    assertThat(members.calls()).extracting(ModelCall::requestId).containsExactly("b");
  }

  @Test
  void keepsNothingOfOneThatHasEndedButThat() {
    members.attach(a);
    a.askNow();
    assertThat(members.isAnyHere()).isTrue();

    members.ended("a");

    assertThat(members.isAnyHere()).isFalse();
    assertThat(members.hasEnded("a")).isTrue();
    assertThat(members.holds("a")).isTrue();
  }

  @Test
  void saysNothingOfAllWhereOneIsNotHere() {
    members.attach(a);
    assertThat(members.allAre(call -> true)).isFalse();

    members.ended(List.of("b"));
    assertThat(members.allAre(call -> true)).isTrue();

    members.attach(b);
    assertThat(members.allAre(call -> call.requestId().equals("a"))).isFalse();
  }

  @Test
  void takesNobodyInWhereThereIsNoBatchAnyMore() {
    members.attach(a);

    assertThat(members.dissolve()).containsExactly(a);
    assertThat(members.attach(b)).isFalse();
    assertThat(members.waiting()).isEmpty();
  }

  private static BatchMember member(String id) {
    return new BatchMember(
        BulkWorld.call(id),
        Requests.BEGINNING,
        new OpenBatches.Bounds(1, 2, Duration.ZERO),
        new CompletableFuture<>());
  }
}
