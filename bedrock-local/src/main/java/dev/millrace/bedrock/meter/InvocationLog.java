package dev.millrace.bedrock.meter;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The meter: every answered call, written to a file before the answer leaves, so that a process
 * that is killed has counted whatever its callers may have seen.
 *
 * <p><i>Shape</i>: one JSON object a line. A last line that was torn by a kill is dropped when the
 * file is opened again: its answer never left.
 *
 * <p><i>Owner</i>: one process at a time; a second one cannot open the file.
 *
 * <p><i>Threads</i>: may be used by many at once.
 */
public final class InvocationLog implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PIECE_BYTES = 64 * 1024;

  private static final class Totals {
    private long calls;
    private long inputTokens;
    private long outputTokens;
    private long throttled;

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
          .put("outputTokens", outputTokens)
          .put("throttled", throttled);
    }
  }

  private final Path file;
  private final FileChannel channel;
  private final Totals all = new Totals();
  private final Map<String, Totals> byModel = new TreeMap<>();
  private final Map<String, Integer> byJob = new HashMap<>();

  /** Bytes of whole lines; what lies behind was never counted. */
  private long end;

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
      try {
        log.lock();
        log.countWholeLines();
        channel.truncate(log.end);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
      return log;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the invocation log " + file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /**
   * Writes a call down.
   *
   * @throws UncheckedIOException where it cannot be written; the call is then not counted either
   */
  public synchronized void add(Invocation call) {
    ByteBuffer line = ByteBuffer.wrap((call.json() + "\n").getBytes(UTF_8));
    long at = end;
    try {
      while (line.hasRemaining()) {
        at += channel.write(line, at);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the invocation log " + file + " cannot be written: " + e.getMessage(), e);
    }
    end = at;
    count(call);
  }

  /** Counts a call that was throttled: it costs nothing, and is forgotten with the process. */
  public synchronized void addThrottled(String modelId) {
    all.throttled++;
    of(modelId).throttled++;
  }

  /** How many records of a batch job are in it. */
  public synchronized int recordsOf(String jobId) {
    return byJob.getOrDefault(jobId, 0);
  }

  /** Calls and tokens, in all and by model. */
  public synchronized ObjectNode totals() {
    ObjectNode totals = all.json();
    ObjectNode models = totals.putObject("models");
    byModel.forEach((model, sum) -> models.set(model, sum.json()));
    return totals;
  }

  /** Hands all lines written so far, piece by piece, to somebody who takes one at a time. */
  public CompletionStage<Void> copyTo(Function<ByteBuffer, CompletionStage<Void>> taker) {
    long until;
    synchronized (this) {
      until = end;
    }
    return copy(0, until, taker);
  }

  @Override
  public synchronized void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CompletionStage<Void> copy(
      long from, long until, Function<ByteBuffer, CompletionStage<Void>> taker) {
    long at = from;
    while (at < until) {
      ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, until - at));
      try {
        if (channel.read(piece, at) < 0) {
          throw new IOException("the invocation log " + file + " has become shorter");
        }
      } catch (IOException e) {
        return CompletableFuture.failedFuture(e);
      }
      long next = at + piece.flip().remaining();
      CompletableFuture<Void> taken = taker.apply(piece).toCompletableFuture();
      if (!taken.isDone() || taken.isCompletedExceptionally()) {
        return taken.thenCompose(done -> copy(next, until, taker));
      }
      at = next;
    }
    return CompletableFuture.completedFuture(null);
  }

  private void lock() throws IOException {
    try {
      if (channel.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      throw new IOException("this process has opened it already", e);
    }
    throw new IOException("another process has opened it");
  }

  private void countWholeLines() throws IOException {
    // Through the channel and never closed: closing another handle of the file would free its lock.
    InputStream bytes = new BufferedInputStream(Channels.newInputStream(channel), PIECE_BYTES);
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = bytes.read(); next >= 0; next = bytes.read()) {
      if (next == '\n') {
        count(read(line.toString(UTF_8)));
        end += line.size() + 1L;
        line.reset();
      } else {
        line.write(next);
      }
    }
  }

  private Invocation read(String line) throws IOException {
    try {
      return Invocation.of(JSON.readTree(line));
    } catch (JsonProcessingException | RuntimeException e) {
      throw new IOException("the line at byte " + end + " is not a call", e);
    }
  }

  private void count(Invocation call) {
    all.add(call);
    of(call.modelId()).add(call);
    call.batch().ifPresent(record -> byJob.merge(record.jobId(), 1, Integer::sum));
  }

  private Totals of(String modelId) {
    return byModel.computeIfAbsent(modelId, model -> new Totals());
  }
}
