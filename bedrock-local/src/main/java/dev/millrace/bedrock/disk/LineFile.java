package dev.millrace.bedrock.disk;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A file of lines that only grows, each found by its number. A last line that was torn by a kill is
 * dropped when the file is opened again.
 *
 * <p><i>Size</i>: eight bytes of memory a line.
 *
 * <p><i>Threads</i>: may be used by many at once.
 *
 * <p><i>Failure</i>: an {@link UncheckedIOException} that names the file.
 */
public final class LineFile implements AutoCloseable {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final Path file;
  private final FileChannel channel;

  /** Where each line begins, and at last where the next one will. */
  private long[] starts = new long[1024];

  private int size;

  private LineFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Opens the file, which need not exist. */
  public static LineFile open(Path file) {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      LineFile lines = new LineFile(file, channel);
      try {
        lines.find();
        channel.truncate(lines.starts[lines.size]);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /** How many lines there are. */
  public synchronized int size() {
    return size;
  }

  /** A line without its end; the first is number 0. */
  public synchronized byte[] line(int number) {
    if (number < 0 || number >= size) {
      throw new IllegalArgumentException(file + " has " + size + " lines, and none " + number);
    }
    ByteBuffer line = ByteBuffer.allocate((int) (starts[number + 1] - 1 - starts[number]));
    try {
      while (line.hasRemaining()) {
        if (channel.read(line, starts[number] + line.position()) < 0) {
          throw new IOException("it has become shorter");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
    }
    return line.array();
  }

  /** Adds a line, which holds no line end. */
  public synchronized void append(byte[] line) {
    ByteBuffer bytes = ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes, starts[size] + bytes.position());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
    }
    ended(starts[size] + line.length + 1);
  }

  /** Forgets all lines. */
  public synchronized void clear() {
    try {
      channel.truncate(0);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written: " + e.getMessage(), e);
    }
    size = 0;
  }

  @Override
  public synchronized void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void find() throws IOException {
    InputStream bytes = new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES);
    long at = 0;
    for (int next = bytes.read(); next >= 0; next = bytes.read()) {
      at++;
      if (next == '\n') {
        ended(at);
      }
    }
  }

  private void ended(long end) {
    size++;
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
    }
    starts[size] = end;
  }
}
