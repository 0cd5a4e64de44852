package dev.millrace.platform.streams;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the {@link DayFilters} of a store beside it while it is closed, one or two MiB.
 *
 * <p><i>Shape</i>: the filters, and a CRC-32C behind them. What is taken is gone from the disk: a
 * store that did not end in order leaves none.
 *
 * <p><i>Failure</i>: filters only spare looks at the disk. One that cannot be written or read, or
 * that is not whole, is left out with a warning, and the store is asked instead.
 */
final class FiltersFile {

  private static final Logger LOG = LoggerFactory.getLogger(FiltersFile.class);

  /** Another one where what is written has another shape. */
  private static final int SHAPE = 2;

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path file;

  FiltersFile(Path file) {
    this.file = file;
  }

  /** Takes what was kept; nothing where there is none that is whole. */
  Optional<DayFilters> take() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Optional<DayFilters> kept = read();
      if (kept.isEmpty()) {
        LOG.warn(
            "filters not whole or of another build, the store is asked instead: file={}", file);
      }
      return kept;
    } catch (IOException e) {
      LOG.warn("filters cannot be read, the store is asked instead: file={}", file, e);
      return Optional.empty();
    } finally {
      remove();
    }
  }

  /** Keeps them. */
  void keep(DayFilters filters) {
    Path half = file.resolveSibling(file.getFileName() + ".half");
    try {
      write(half, filters);
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("filters cannot be kept, the store will be asked instead: file={}", file, e);
      remove();
    }
  }

  private Optional<DayFilters> read() throws IOException {
    CRC32C sum = new CRC32C();
    try (DataInputStream in =
        new DataInputStream(
            new CheckedInputStream(
                new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES), sum))) {
      if (in.readInt() != SHAPE) {
        return Optional.empty();
      }
      DayFilters filters = DayFilters.read(in);
      long read = sum.getValue();
      return in.readLong() == read ? Optional.of(filters) : Optional.empty();
    }
  }

  private static void write(Path half, DayFilters filters) throws IOException {
    CRC32C sum = new CRC32C();
    try (DataOutputStream out =
        new DataOutputStream(
            new CheckedOutputStream(
                new BufferedOutputStream(Files.newOutputStream(half), BUFFER_BYTES), sum))) {
      out.writeInt(SHAPE);
      filters.write(out);
      out.writeLong(sum.getValue());
    }
  }

  private void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the file " + file + " must not outlive the store's opening, and cannot be removed", e);
    }
  }
}
