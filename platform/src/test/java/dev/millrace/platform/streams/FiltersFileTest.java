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
    file.keep(filters);

    DayFilters taken = file.take().orElseThrow();

    assertThat(taken.mayHave(7, KEY)).isTrue();
    assertThat(taken.mayHave(7, OTHER)).isFalse();
    assertThat(taken.mayHave(8, KEY)).isFalse();
    assertThat(taken.mayHave(8, OTHER)).isTrue();
    assertThat(taken.mayHave(5, KEY)).as("a day that was not known").isTrue();
    assertThat(taken.mayHave(6, KEY)).as("a day of which there was nothing").isFalse();
  }

  @Test
  void isTakenOnce() {
    file.keep(filters);
    file.take();

    assertThat(file.take()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void isNothingAtFirst() {
    assertThat(file.take()).isEmpty();
  }

  @Test
  void isNothingWhereABitIsAnother() throws IOException {
    file.keep(filters);
    byte[] bytes = Files.readAllBytes(path);
    bytes[bytes.length / 2] ^= 4;
    Files.write(path, bytes);

    assertThat(file.take()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void isNothingWhereTheEndIsMissing() throws IOException {
    file.keep(filters);
    byte[] bytes = Files.readAllBytes(path);
    Files.write(path, Arrays.copyOf(bytes, bytes.length - 1), StandardOpenOption.TRUNCATE_EXISTING);

    assertThat(file.take()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void isNothingWhereItsShapeIsAnother() throws IOException {
    Files.write(path, new byte[64]);

    assertThat(file.take()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }
}
