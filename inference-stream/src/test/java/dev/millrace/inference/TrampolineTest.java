package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrampolineTest {

  private final List<String> did = new ArrayList<>();
  private final List<Runnable> others = new ArrayList<>();
  private final Trampoline trampoline = new Trampoline(others::add);

  @Test
  void whatFollowsRunsWhenTheAnswerIsDealtWith() {
    trampoline.run(
        () -> {
          trampoline.execute(() -> did.add("next call"));
          did.add("answer");
        });

    assertThat(did).containsExactly("answer", "next call");
    assertThat(others).isEmpty();
  }

  @Test
  void whatFollowsFromThatRunsAfterItAndNotInIt() {
    trampoline.run(
        () ->
            trampoline.execute(
                () -> {
                  trampoline.run(() -> trampoline.execute(() -> did.add("third")));
                  did.add("second");
                }));

    assertThat(did).containsExactly("second", "third");
  }

  @Test
  void whatComesUpElsewhereIsTheOthers() {
    trampoline.run(() -> did.add("answer"));
    trampoline.execute(() -> did.add("late"));

    assertThat(did).containsExactly("answer");
    others.forEach(Runnable::run);
    assertThat(did).containsExactly("answer", "late");
  }

  @Test
  void aDefectForgetsNobody() {
    assertThatThrownBy(
            () ->
                trampoline.run(
                    () -> {
                      trampoline.execute(
                          () -> {
                            throw new IllegalStateException("broken");
                          });
                      trampoline.execute(() -> did.add("next call"));
                    }))
        .hasMessage("broken");

    others.forEach(Runnable::run);
    assertThat(did).containsExactly("next call");
    trampoline.execute(() -> did.add("again"));
    assertThat(did).containsExactly("next call");
  }
}
