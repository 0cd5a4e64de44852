package dev.millrace.ingestion.gateway;

import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import dev.millrace.schemas.Cause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Takes the compression off bodies, before anybody reads them.
 *
 * <p><i>Shape</i>: {@code Content-Encoding: gzip} or {@code zstd}, one of them and once; {@code
 * identity} is none.
 *
 * <p><i>Failure</i>: 413 where a body holds more than is let in, found out when that much and one
 * byte is decoded; 400 where it is damaged; 415 where it is compressed otherwise; 503 where too
 * much is decoded at once.
 *
 * <p><i>Threads</i>: may be used by many at once. A body is decoded by its caller, which is not the
 * one that reads from the network.
 */
final class ContentDecoding {

  /** Decoded bodies under way together: as much as may be under way to Kafka. */
  static final int MAX_KIB_UNDER_WAY = KafkaPublisher.MAX_BYTES_UNDER_WAY / 1024;

  private static final String IDENTITY = "identity";
  private static final int PIECE_KIB = 16;

  private final ToIntFunction<String> maxBytes;
  private final Semaphore kib;

  /**
   * Decodes bodies of {@value #MAX_KIB_UNDER_WAY} KiB together.
   *
   * @param maxBytes largest body that is let in of a tenant, decoded
   */
  ContentDecoding(ToIntFunction<String> maxBytes) {
    this(maxBytes, MAX_KIB_UNDER_WAY);
  }

  ContentDecoding(ToIntFunction<String> maxBytes, int kibUnderWay) {
    this.maxBytes = maxBytes;
    this.kib = new Semaphore(kibUnderWay);
  }

  /** Says why a body is not decoded; never leaves this class. */
  private static final class Refusal extends Exception {

    private static final long serialVersionUID = 1;

    private final transient HttpReply reply;

    Refusal(HttpReply reply) {
      super("", null, false, false);
      this.reply = reply;
    }
  }

  /** The endpoint as it answers tenants whose bodies may be compressed. */
  BiFunction<String, HttpCall, CompletionStage<HttpReply>> before(
      BiFunction<String, HttpCall, CompletionStage<HttpReply>> endpoint) {
    return (tenant, call) ->
        answer(call, maxBytes.applyAsInt(tenant), plain -> endpoint.apply(tenant, plain));
  }

  private CompletionStage<HttpReply> answer(
      HttpCall call, int limit, Function<HttpCall, CompletionStage<HttpReply>> endpoint) {
    List<String> names =
        call.headers().getOrDefault("content-encoding", List.of()).stream()
            .flatMap(line -> List.of(line.split(",", -1)).stream())
            .map(String::strip)
            .filter(name -> !name.equalsIgnoreCase(IDENTITY) && !name.isEmpty())
            .toList();
    if (names.isEmpty()) {
      return endpoint.apply(call);
    }
    Optional<ContentCoding> coding = ContentCoding.named(names.get(0));
    if (names.size() > 1 || coding.isEmpty()) {
      return unsupported().done();
    }
    AtomicInteger reserved = new AtomicInteger();
    CompletionStage<HttpReply> reply;
    try {
      reply = endpoint.apply(with(call, decoded(coding.get(), call.body(), limit, reserved)));
    } catch (Refusal refusal) {
      reply = refusal.reply.done();
    } catch (RuntimeException e) {
      kib.release(reserved.get());
      throw e;
    }
    return reply.whenComplete((done, e) -> kib.release(reserved.get()));
  }

  private byte[] decoded(ContentCoding coding, byte[] body, int limit, AtomicInteger reserved)
      throws Refusal {
    ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE_KIB * 1024];
    try (InputStream stream = coding.decoded(body)) {
      int count;
      while ((count = stream.read(piece, 0, next(limit, decoded.size()))) >= 0) {
        if (decoded.size() + count > limit) {
          throw new Refusal(tooLarge(limit));
        }
        if (decoded.size() + count > reserved.get() * 1024) {
          reserve(reserved);
        }
        decoded.write(piece, 0, count);
      }
    } catch (IOException e) {
      throw new Refusal(
          Problems.of(
                  Cause.UNREADABLE,
                  "the body is damaged or cut off: it cannot be decoded as its Content-Encoding"
                      + " says")
              .reply());
    }
    return decoded.toByteArray();
  }

  /** One byte more than is let in tells that there are more. */
  private static int next(int limit, int size) {
    return Math.min(PIECE_KIB * 1024, limit - size + 1);
  }

  private void reserve(AtomicInteger reserved) throws Refusal {
    if (!kib.tryAcquire(PIECE_KIB)) {
      throw new Refusal(
          new Problem(503, "BUSY", "the gateway decodes as many bodies as it can: try again")
              .reply()
              .with("Retry-After", "1"));
    }
    reserved.addAndGet(PIECE_KIB);
  }

  private static HttpCall with(HttpCall call, byte[] body) {
    return new HttpCall(
        call.method(), call.path(), call.parameters(), call.query(), call.headers(), body);
  }

  private static HttpReply tooLarge(int limit) {
    return Problems.of(Cause.TOO_LARGE, "the body holds more than the " + limit + " bytes let in")
        .reply();
  }

  private static HttpReply unsupported() {
    return Problems.of(
            Cause.UNSUPPORTED_CONTENT_TYPE,
            "the Content-Encoding is neither gzip nor zstd, or more than one: compress once, or not"
                + " at all")
        .reply()
        .with("Accept-Encoding", "gzip, zstd, identity");
  }
}
