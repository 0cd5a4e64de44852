package dev.millrace.ingestion.gateway;

import dev.millrace.platform.http.HttpCall;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import dev.millrace.platform.http.SharedMemory;
import dev.millrace.schemas.Cause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;

/**
 * Takes the compression off bodies, before anybody reads them.
 *
 * <p><i>Shape</i>: {@code Content-Encoding: gzip} or {@code zstd}, one of them and once; {@code
 * identity} is none.
 *
 * <p><i>Failure</i>: 413 where a body holds more than is let in, found out when that much and one
 * byte is decoded; 400 where it is damaged; 415 where it is compressed otherwise; 503 where the
 * tenant, or all together, have too much decoded at once.
 *
 * <p><i>Threads</i>: may be used by many at once. A body is decoded by its caller, which is not the
 * one that reads from the network. It holds its tenant's share of the memory until the endpoint has
 * handed its events on, not until they are answered: a call that waits holds none.
 */
final class ContentDecoding {

  /** Decoded bodies under way together: as much as may be under way to Kafka. */
  static final long MAX_BYTES_UNDER_WAY = KafkaPublisher.MAX_BYTES_UNDER_WAY;

  private static final String IDENTITY = "identity";
  private static final int PIECE = 16 * 1024;

  private final ToIntFunction<String> maxBytes;
  private final SharedMemory memory;

  /**
   * Decodes bodies of {@value #MAX_BYTES_UNDER_WAY} bytes together.
   *
   * @param maxBytes largest body that is let in of a tenant, decoded
   */
  ContentDecoding(ToIntFunction<String> maxBytes) {
    this(maxBytes, MAX_BYTES_UNDER_WAY);
  }

  ContentDecoding(ToIntFunction<String> maxBytes, long bytesUnderWay) {
    this.maxBytes = maxBytes;
    this.memory = new SharedMemory(bytesUnderWay);
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
    return (tenant, call) -> answer(tenant, call, endpoint);
  }

  private CompletionStage<HttpReply> answer(
      String tenant,
      HttpCall call,
      BiFunction<String, HttpCall, CompletionStage<HttpReply>> endpoint) {
    List<String> names =
        call.headers().getOrDefault("content-encoding", List.of()).stream()
            .flatMap(line -> List.of(line.split(",", -1)).stream())
            .map(String::strip)
            .filter(name -> !name.equalsIgnoreCase(IDENTITY) && !name.isEmpty())
            .toList();
    if (names.isEmpty()) {
      return endpoint.apply(tenant, call);
    }
    Optional<ContentCoding> coding = ContentCoding.named(names.get(0));
    if (names.size() > 1 || coding.isEmpty()) {
      return unsupported().done();
    }
    Optional<SharedMemory.Share> taken = memory.take(tenant, PIECE);
    if (taken.isEmpty()) {
      return busy().done();
    }
    try (SharedMemory.Share share = taken.get()) {
      byte[] body = decoded(coding.get(), call.body(), maxBytes.applyAsInt(tenant), share);
      return endpoint.apply(tenant, with(call, body));
    } catch (Refusal refusal) {
      return refusal.reply.done();
    }
  }

  /** The share holds one piece already. */
  private static byte[] decoded(
      ContentCoding coding, byte[] body, int limit, SharedMemory.Share share) throws Refusal {
    ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE];
    long reserved = PIECE;
    try (InputStream stream = coding.decoded(body)) {
      int count;
      while ((count = stream.read(piece, 0, next(limit, decoded.size()))) >= 0) {
        if (decoded.size() + count > limit) {
          throw new Refusal(tooLarge(limit));
        }
        if (decoded.size() + count > reserved) {
          if (!share.grow(PIECE)) {
            throw new Refusal(busy());
          }
          reserved += PIECE;
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
    return Math.min(PIECE, limit - size + 1);
  }

  private static HttpReply busy() {
    return new Problem(
            503, "BUSY", "the gateway decodes as many bodies of this tenant as it can: try again")
        .reply()
        .with("Retry-After", "1");
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
