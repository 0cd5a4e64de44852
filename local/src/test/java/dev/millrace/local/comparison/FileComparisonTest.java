package dev.millrace.local.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.drift.domain.EffectGates;
import dev.millrace.record.FeatureType;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileComparisonTest {

  private static final int ROWS = 200;
  private static final long ROOM_FOR_ALL = 1 << 20;
  private static final long ROOM_FOR_ONE_COLUMN = 2 * ROWS * 28;

  @Test
  void filesAreReadOnceMoreWhereNotAllNumbersFindRoom() {
    AtomicInteger passes = new AtomicInteger();
    InputFile reference = numbers(0, passes);
    InputFile current = numbers(0.5, new AtomicInteger());

    List<ColumnComparison> atOnce =
        FileComparison.of(reference, current, EffectGates.USUAL, ROOM_FOR_ALL).columns(Map.of());
    int passesAtOnce = passes.getAndSet(0);
    List<ColumnComparison> oneByOne =
        FileComparison.of(reference, current, EffectGates.USUAL, ROOM_FOR_ONE_COLUMN)
            .columns(Map.of());

    assertThat(oneByOne).isEqualTo(atOnce);
    assertThat(oneByOne).extracting(ColumnComparison::column).containsExactly("a", "b", "c");
    assertThat(passes.get()).isGreaterThan(passesAtOnce);
  }

  @Test
  void aColumnThatFindsNoRoomIsExplained() {
    InputFile file = numbers(0, new AtomicInteger());
    FileComparison files =
        FileComparison.of(file, file, EffectGates.USUAL, ROOM_FOR_ONE_COLUMN - 1);

    assertThatThrownBy(() -> files.columns(Map.of()))
        .isInstanceOf(ComparisonException.class)
        .hasMessageStartingWith("column a has 400 numbers, which take 0 MiB")
        .hasMessageEndingWith("or compare a sample of the rows");
  }

  @ParameterizedTest
  @CsvSource({
    "1;2;3;4.5, NUMBER",
    "1;2;x;y, CATEGORY",
    "yes;no;yes;yes, CATEGORY",
    "'', CATEGORY",
    "a text that is longer than what people take for the name of anything at all, TEXT"
  })
  void kindsAreSeenFromTheValues(String values, FeatureType type) {
    ColumnKind kind = new ColumnKind();
    for (String value : values.isEmpty() ? new String[0] : values.split(";")) {
      kind.add(value);
    }

    assertThat(kind.guess()).isEqualTo(type);
  }

  @Test
  void identifiersAreNoCategories() {
    ColumnKind kind = new ColumnKind();
    for (int i = 0; i < 100; i++) {
      kind.add("order-" + i);
    }

    assertThat(kind.guess()).isEqualTo(FeatureType.TEXT);
  }

  private static InputFile numbers(double shift, AtomicInteger opened) {
    Random random = new Random(20261126);
    StringBuilder csv = new StringBuilder("a,b,c\n");
    for (int i = 0; i < ROWS; i++) {
      csv.append(random.nextGaussian() + shift)
          .append(',')
          .append(random.nextInt(9))
          .append(',')
          .append(i)
          .append('\n');
    }
    return new InputFile(
        "numbers.csv",
        () -> {
          opened.incrementAndGet();
          return new StringReader(csv.toString());
        });
  }
}
