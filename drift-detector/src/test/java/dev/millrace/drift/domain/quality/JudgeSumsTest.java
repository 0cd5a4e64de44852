package dev.millrace.drift.domain.quality;

import static dev.millrace.drift.domain.Traffic.BEGINNING;
import static dev.millrace.drift.domain.Traffic.answer;
import static dev.millrace.drift.domain.Traffic.rating;
import static dev.millrace.drift.domain.Traffic.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.drift.domain.labels.Answer;
import dev.millrace.drift.domain.labels.Judgement;
import dev.millrace.drift.domain.labels.LabelChange;
import dev.millrace.drift.domain.labels.Remark;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JudgeSumsTest {

  private final QualitySums sums = new QualitySums();

  @Test
  void keepsTheJudgeApartFromPeople() {
    tell(sums, "1", verdict("1", 0.75, BEGINNING));
    tell(sums, "2", verdict("2", 0.25, BEGINNING), rating("2", 0, BEGINNING + 1_000));
    tell(sums, "3", rating("3", 1, BEGINNING + 3_000));

    assertThat(sums.judge().rating()).hasValue(0.5);
    assertThat(sums.judge().rated()).isEqualTo(2);
    assertThat(sums.figures().all()).isEqualTo(Map.of("rating", 0.5));
    assertThat(sums.judged()).as("by people").isEqualTo(2);
    assertThat(sums.figures().labelDelayMillis()).hasValue(2_000);
    assertThat(sums.judge().agreement()).isEqualTo(new Agreement(0, 0, 0, 1));
  }

  @Test
  void aVerdictWithoutARatingIsCountedAndNotGuessed() {
    tell(sums, "1", verdict("1", 1, BEGINNING));
    tell(sums, "2", verdict("2", 0.75, BEGINNING));
    tell(sums, "3", verdict("3", "TIED", BEGINNING), rating("3", 1, BEGINNING));
    tell(sums, "4", verdict("4", "INVALID", BEGINNING));
    tell(sums, "5", verdict("5", "UNPAID", BEGINNING));

    assertThat(sums.judge().rating()).hasValue(0.875);
    assertThat(sums.judge().consistency()).hasValue(2.0 / 3);
    assertThat(sums.judge().agreement().pairs()).isZero();
    assertThat(sums.judge().verdicts()).isEqualTo(5);
    assertThat(sums.judge().states())
        .isEqualTo(Map.of("RATED", 2L, "TIED", 1L, "INVALID", 1L, "UNPAID", 1L));
  }

  @Test
  void thatAJudgeIsBeingAskedSaysNothing() {
    tell(sums, "1", new Remark("1", "acme", "tickets", null, null, null, null, BEGINNING));

    assertThat(sums.judge().verdicts()).isZero();
    assertThat(sums.judge().rating()).isEmpty();
    assertThat(sums.judge().consistency()).isEmpty();
  }

  @Test
  void anyOrderAndAnyPortionsGiveTheSameBytes() throws IOException {
    QualitySums one = new QualitySums();
    QualitySums first = new QualitySums();
    QualitySums second = new QualitySums();
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      String id = "r-" + i;
      double judged = random.nextInt(9) / 8.0;
      double rated = random.nextInt(2);
      List<Remark> remarks = new ArrayList<>();
      remarks.add(i % 5 == 0 ? verdict(id, "TIED", BEGINNING) : verdict(id, judged, BEGINNING));
      remarks.add(rating(id, 1 - rated, BEGINNING + 1));
      remarks.add(rating(id, rated, BEGINNING + 2));
      tell(one, id, remarks.toArray(Remark[]::new));
      Collections.shuffle(remarks, random);
      tell(i % 2 == 0 ? first : second, id, remarks.toArray(Remark[]::new));
    }
    first.merge(second);

    assertThat(bytes(first)).isEqualTo(bytes(one));
    assertThat(bytes(QualitySums.read(new DataInputStream(new ByteArrayInputStream(bytes(one))))))
        .isEqualTo(bytes(one));
    assertThat(one.judge().agreement().pairs()).isEqualTo(160);
  }

  private static void tell(QualitySums to, String id, Remark... remarks) {
    Answer answer = answer(id, BEGINNING);
    Judgement known = Judgement.NONE;
    for (Remark remark : remarks) {
      Judgement more = known.and(Judgement.of(remark, List.of()));
      for (LabelChange change : LabelChange.between(answer, known, more)) {
        to.add(change);
      }
      known = more;
    }
  }

  private static byte[] bytes(QualitySums sums) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sums.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
