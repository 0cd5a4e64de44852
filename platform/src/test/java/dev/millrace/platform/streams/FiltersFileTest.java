package dev.millrace.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiltersFileTest {

  private static final byte[] KEY = {1, 2, 3};
  private static final byte[] OTHER = {1, 2, 4};
  private static final long WRITINGS = 1_000;

  @TempDir private Path folder;

  private final DayFilters filters = new DayFilters(5);
  private Path path;
  private FiltersFile file;

  @BeforeEach
  void fill() {
    path = folder.resolve("ids.filters");
    file = new FiltersFile(path);
    filters.add(7, KEY);
    filters.add(8, OTHER);
  }

  @Test
  void knowsWhatItKept() {
    file.keep(filters, WRITINGS);

    DayFilters taken = file.take(WRITINGS).orElseThrow();

    assertThat(taken.mayHave(7, KEY)).isTrue();
    assertThat(taken.mayHave(7, OTHER)).isFalse();
    assertThat(taken.mayHave(8, KEY)).isFalse();
    assertThat(taken.mayHave(8, OTHER)).isTrue();
    assertThat(taken.mayHave(5, KEY)).as("a day that was not known").isTrue();
    assertThat(taken.mayHave(6, KEY)).as("a day of which there was nothing").isFalse();
  }

  @Test
  void isTakenOnce() {
    file.keep(filters, WRITINGS);
    file.take(WRITINGS);

    assertThat(file.take(WRITINGS)).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void isNothingBesideAStoreThatWasWrittenToSince() {
    file.keep(filters, WRITINGS);

    assertThat(file.take(WRITINGS + 1)).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  /** What was not on disk is lost, and comes back from the changelog. */
  @Test
  void knowsWhatItKeptBesideAStoreThatLostSome() {
    file.keep(filters, WRITINGS);

    assertThat(file.take(WRITINGS - 1)).isPresent();
  }

  @Test
  void isNothingAtFirst() {
    assertThat(file.take(WRITINGS)).isEmpty();
  }

  @Test
  void isNothingWhereABitIsAnother() throws IOException {
    file.keep(filters, WRITINGS);
    byte[] bytes = Files.readAllBytes(path);
    bytes[bytes.length / 2] ^= 4;
    Files.write(path, bytes);

    assertThat(file.take(WRITINGS)).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void isNothingWhereTheEndIsMissing() throws IOException {
    file.keep(filters, WRITINGS);
    byte[] bytes = Files.readAllBytes(path);
    Files.write(path, Arrays.copyOf(bytes, bytes.length - 1), StandardOpenOption.TRUNCATE_EXISTING);

    assertThat(file.take(WRITINGS)).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void isNothingWhereItsShapeIsAnother() throws IOException {
    Files.write(path, new byte[64]);

    assertThat(file.take(WRITINGS)).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }
}
