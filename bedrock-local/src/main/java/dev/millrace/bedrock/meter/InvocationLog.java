package dev.millrace.bedrock.meter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * The meter: every answered call, written to a file before the answer leaves, so that a process
 * that is killed has counted whatever its callers may have seen.
 *
 * <p><i>Shape</i>: one JSON object a line. A last line that was torn by a kill is dropped when the
 * file is opened again: its answer never left.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
public final class InvocationLog implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final class Totals {
    private long calls;
    private long inputTokens;
    private long outputTokens;

    void add(Invocation call) {
      calls++;
      inputTokens += call.inputTokens();
      outputTokens += call.outputTokens();
    }

    ObjectNode json() {
      return JsonNodeFactory.instance
          .objectNode()
          .put("calls", calls)
          .put("inputTokens", inputTokens)
          .put("outputTokens", outputTokens);
    }
  }

  private final Path file;
  private final FileChannel channel;
  private final Totals all = new Totals();
  private final Map<String, Totals> byModel = new TreeMap<>();

  private InvocationLog(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Opens the log and counts what it holds. */
  public static InvocationLog open(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      InvocationLog log = new InvocationLog(file, channel);
      channel.position(log.countWholeLines());
      channel.truncate(channel.position());
      return log;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the invocation log " + file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /** Writes a call down. */
  public synchronized void add(Invocation call) {
    ByteBuffer line = ByteBuffer.wrap((call.json() + "\n").getBytes(UTF_8));
    try {
      while (line.hasRemaining()) {
        channel.write(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the invocation log " + file + " cannot be written: " + e.getMessage(), e);
    }
    count(call);
  }

  /** Calls and tokens, in all and by model. */
  public synchronized ObjectNode totals() {
    ObjectNode totals = all.json();
    ObjectNode models = totals.putObject("models");
    byModel.forEach((model, sum) -> models.set(model, sum.json()));
    return totals;
  }

  /** The whole log, as it is on disk. */
  public synchronized byte[] lines() {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the invocation log " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long countWholeLines() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int begin = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        try {
          count(Invocation.of(JSON.readTree(new String(bytes, begin, i - begin, UTF_8))));
        } catch (JsonProcessingException e) {
          throw new IOException("it holds a line that is not JSON, at byte " + begin, e);
        }
        begin = i + 1;
      }
    }
    return begin;
  }

  private void count(Invocation call) {
    all.add(call);
    byModel.computeIfAbsent(call.modelId(), model -> new Totals()).add(call);
  }
}
