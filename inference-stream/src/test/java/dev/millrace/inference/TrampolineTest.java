package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrampolineTest {

  private final Object lock = new Object();
  private final List<String> did = new ArrayList<>();
  private final List<Runnable> others = new ArrayList<>();
  private final Trampoline trampoline = new Trampoline(others::add);

  @Test
  void whatFollowsRunsWhenTheAnswerIsDealtWith() {
    trampoline.run(
        lock,
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
        lock,
        () ->
            trampoline.execute(
                () -> {
                  trampoline.run(lock, () -> trampoline.execute(() -> did.add("third")));
                  did.add("second");
                }));

    assertThat(did).containsExactly("second", "third");
  }

  @Test
  void whatComesUpElsewhereIsTheOthers() {
    trampoline.run(lock, () -> did.add("answer"));
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
                    lock,
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

  /** What follows may want a lock of another request, whose next call wants ours. */
  @Test
  void nothingFollowsUnderTheLockOfWhatIsAnswered() {
    synchronized (lock) {
      trampoline.run(lock, () -> trampoline.execute(() -> did.add("next call")));
    }

    assertThat(did).isEmpty();
    others.forEach(Runnable::run);
    assertThat(did).containsExactly("next call");
  }

  @Test
  void nothingFollowsWhenItIsClosed() {
    trampoline.run(
        lock,
        () -> {
          trampoline.execute(() -> did.add("next call"));
          trampoline.close();
          did.add("answer");
        });

    assertThat(did).containsExactly("answer");
  }
}
