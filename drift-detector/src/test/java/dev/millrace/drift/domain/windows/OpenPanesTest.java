package dev.millrace.drift.domain.windows;

import static dev.millrace.drift.domain.Traffic.BEGINNING;
import static dev.millrace.drift.domain.Traffic.MINUTE;
import static dev.millrace.drift.domain.Traffic.VERSION;
import static dev.millrace.drift.domain.Traffic.priced;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.labels.Judgement;
import dev.millrace.drift.domain.labels.LabelChange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OpenPanesTest {

  private static final long SEED = 20261126;
  private static final int PANES = 1_000;

  private final HeapWindows store = new HeapWindows();
  private final OpenPanes panes = new OpenPanes(new Panes(MINUTE, 3), new Ledger(), store);

  @Test
  void aLookAtManyPanesHoldsFew() {
    for (int i = 0; i < PANES; i++) {
      count(i);
    }

    assertThat(store.size()).as("handed back already").isGreaterThan(PANES - 25);
    panes.keep(BEGINNING);
    assertThat(store.size()).isEqualTo(PANES);
  }

  @Test
  void losesNothingInWhateverOrderPanesAreAskedFor() {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < PANES; i++) {
      order.addAll(List.of(i, i, i));
    }
    Collections.shuffle(order, new Random(SEED));

    order.forEach(this::count);
    panes.keep(BEGINNING);

    OpenPanes next = new OpenPanes(new Panes(MINUTE, 3), new Ledger(), store);
    for (int i = 0; i < PANES; i++) {
      assertThat(next.pane(BEGINNING + i * MINUTE).tally(Group.EVERYTHING).records())
          .as("pane %d, seed %d", i, SEED)
          .isEqualTo(3);
    }
    assertThat(next.window(BEGINNING + 9 * MINUTE).tally(Group.EVERYTHING).records()).isEqualTo(9);
  }

  @Test
  void aWindowHasAllThatItsPanesHave() {
    for (int i = 0; i < 3; i++) {
      Answer answer = priced("r" + i, BEGINNING + i * MINUTE, VERSION, Answer.ANSWERED, 10L);
      Tally tally = panes.changed(answer.eventTimeMillis()).tally(Group.EVERYTHING);
      tally.record();
      tally.costs().add(answer);
      tally.quality().answered();
      for (LabelChange change :
          LabelChange.between(
              answer, Judgement.NONE, new Judgement("bug", BEGINNING, null, BEGINNING))) {
        tally.quality().add(change);
        tally.rows().add(change);
      }
    }

    Tally window = panes.window(BEGINNING + 2 * MINUTE).tally(Group.EVERYTHING);

    assertThat(window.records()).isEqualTo(3);
    assertThat(window.costs().answered()).isEqualTo(3);
    assertThat(window.quality().answers()).isEqualTo(3);
    assertThat(window.quality().judged()).isEqualTo(3);
    assertThat(window.rows().rows()).isEqualTo(3);
  }

  private void count(int minute) {
    panes.changed(BEGINNING + minute * MINUTE + 1).tally(Group.EVERYTHING).record();
  }
}
