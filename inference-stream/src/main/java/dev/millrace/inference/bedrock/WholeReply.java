package dev.millrace.inference.bedrock;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;

/**
 * Gathers a reply until it is whole.
 *
 * <p><i>Threads</i>: told by one of the HTTP client's at a time, in order.
 */
final class WholeReply implements SdkAsyncHttpResponseHandler, Subscriber<ByteBuffer> {

  /** Far above the longest answer of a model: whoever sends more is none. */
  private static final int MOST_BYTES = 64 << 20;

  private final CompletableFuture<Read> whole = new CompletableFuture<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private @Nullable SdkHttpResponse head;
  private @Nullable Subscription subscription;

  /** A reply that was read. */
  record Read(SdkHttpResponse head, byte[] body) {}

  /** The reply; fails where none came, or no whole one. */
  CompletableFuture<Read> whole() {
    return whole;
  }

  /** The HTTP client has no more, for that reason where there is one. */
  void ended(@Nullable Throwable thrown) {
    if (thrown != null) {
      whole.completeExceptionally(thrown);
    }
  }

  @Override
  public void onHeaders(SdkHttpResponse received) {
    head = received;
  }

  @Override
  public void onStream(Publisher<ByteBuffer> content) {
    content.subscribe(this);
  }

  @Override
  public void onSubscribe(Subscription begun) {
    subscription = begun;
    begun.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(ByteBuffer part) {
    if (body.size() + part.remaining() > MOST_BYTES) {
      Objects.requireNonNull(subscription).cancel();
      onError(new IOException("the reply is longer than " + MOST_BYTES + " bytes"));
      return;
    }
    byte[] bytes = new byte[part.remaining()];
    part.get(bytes);
    body.writeBytes(bytes);
  }

  @Override
  public void onError(Throwable thrown) {
    whole.completeExceptionally(thrown);
  }

  @Override
  public void onComplete() {
    whole.complete(new Read(Objects.requireNonNull(head), body.toByteArray()));
  }
}
