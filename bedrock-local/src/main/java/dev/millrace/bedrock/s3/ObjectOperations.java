package dev.millrace.bedrock.s3;

import dev.millrace.platform.http.HttpReply;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** The operations on objects as a whole. */
final class ObjectOperations {

  private static final int PIECE_BYTES = 64 * 1024;
  private static final Set<String> UNUSED_OF_PUT =
      Set.of("x-amz-copy-source", "x-amz-acl", "x-amz-tagging", "x-amz-object-lock-mode");

  private final ObjectStore store;

  ObjectOperations(ObjectStore store) {
    this.store = store;
  }

  HttpReply put(S3Call call) {
    call.knows(Set.of());
    UNUSED_OF_PUT.stream()
        .filter(name -> call.http().header(name).isPresent())
        .findAny()
        .ifPresent(
            name -> {
              throw S3Error.notImplemented(name);
            });
    BucketOperations.require(store, call.bucket());
    Predicate<Optional<StoredObject>> condition = condition(call);
    UploadedBody body = UploadedBody.of(call.http());
    StoredObject object =
        store
            .putIf(
                call.object(),
                ObjectHeaders.about(call.http(), body.checksum()),
                body.body(),
                condition)
            .orElseThrow(S3Error::preconditionFailed);
    return new HttpReply.Whole(200, ObjectHeaders.checksum(object), new byte[0])
        .with("ETag", ObjectHeaders.etag(object));
  }

  /** What has to hold of what is there. */
  static Predicate<Optional<StoredObject>> condition(S3Call call) {
    Optional<String> none = call.http().header("if-none-match");
    if (none.isPresent() && !none.get().equals("*")) {
      throw S3Error.notImplemented("If-None-Match other than *");
    }
    Optional<String> match = call.http().header("if-match");
    return before ->
        (none.isEmpty() || before.isEmpty())
            && (match.isEmpty() || before.map(ObjectHeaders::etag).equals(match));
  }

  HttpReply head(S3Call call) {
    call.knows(Set.of());
    BucketOperations.require(store, call.bucket());
    StoredObject object = store.find(call.object()).orElseThrow(S3Error::noSuchKey);
    Optional<HttpReply> unwanted = unwanted(call, object);
    return unwanted.orElseGet(
        () -> {
          Map<String, String> headers = headers(call, object, Optional.empty());
          headers.put("Content-Length", String.valueOf(object.size()));
          return new HttpReply.Streamed(
              200, headers, sink -> CompletableFuture.completedFuture(null));
        });
  }

  HttpReply get(S3Call call) {
    call.knows(Set.of());
    BucketOperations.require(store, call.bucket());
    ObjectFile file = store.open(call.object()).orElseThrow(S3Error::noSuchKey);
    boolean isGiven = false;
    try {
      StoredObject object = file.object();
      Optional<HttpReply> unwanted = unwanted(call, object);
      if (unwanted.isPresent()) {
        return unwanted.get();
      }
      Optional<ByteRange> range =
          call.http().header("range").flatMap(header -> ByteRange.of(header, object.size()));
      ByteRange wanted = range.orElse(ByteRange.whole(object.size()));
      Map<String, String> headers = headers(call, object, range);
      headers.put("Content-Length", String.valueOf(wanted.length()));
      HttpReply reply =
          new HttpReply.Streamed(
              range.isPresent() ? 206 : 200,
              headers,
              sink ->
                  send(file, wanted.from(), wanted.from() + wanted.length(), sink)
                      .whenComplete((sent, e) -> close(file)));
      isGiven = true;
      return reply;
    } finally {
      if (!isGiven) {
        close(file);
      }
    }
  }

  HttpReply delete(S3Call call) {
    call.knows(Set.of());
    BucketOperations.require(store, call.bucket());
    store.delete(call.object());
    return HttpReply.empty(204);
  }

  private static Map<String, String> headers(
      S3Call call, StoredObject object, Optional<ByteRange> range) {
    Map<String, String> headers = new LinkedHashMap<>(ObjectHeaders.of(object));
    range.ifPresent(
        part ->
            headers.put(
                "Content-Range",
                "bytes "
                    + part.from()
                    + "-"
                    + (part.from() + part.length() - 1)
                    + "/"
                    + object.size()));
    if (range.isEmpty()
        && call.http().header("x-amz-checksum-mode").orElse("").equalsIgnoreCase("ENABLED")) {
      headers.putAll(ObjectHeaders.checksum(object));
    }
    return headers;
  }

  /** What is said instead of the object to who has it, or wants another. */
  private static Optional<HttpReply> unwanted(S3Call call, StoredObject object) {
    Optional<String> match = call.http().header("if-match");
    if (match.isPresent() && !match.get().equals(ObjectHeaders.etag(object))) {
      throw S3Error.preconditionFailed();
    }
    return call.http()
        .header("if-none-match")
        .filter(etag -> etag.equals("*") || etag.equals(ObjectHeaders.etag(object)))
        .map(etag -> HttpReply.empty(304).with("ETag", ObjectHeaders.etag(object)));
  }

  private static CompletionStage<Void> send(
      ObjectFile file, long from, long until, HttpReply.Sink sink) {
    long at = from;
    while (at < until) {
      CompletableFuture<Void> taken;
      long next = Math.min(until, at + PIECE_BYTES);
      try {
        taken = sink.write(file.read(at, (int) (next - at))).toCompletableFuture();
      } catch (IOException e) {
        return CompletableFuture.failedFuture(e);
      }
      // A loop where the client is fast: a stage for each piece would be a stack of them.
      if (!taken.isDone() || taken.isCompletedExceptionally()) {
        return taken.thenCompose(done -> send(file, next, until, sink));
      }
      at = next;
    }
    return CompletableFuture.completedFuture(null);
  }

  private static void close(ObjectFile file) {
    try {
      file.close();
    } catch (IOException e) {
      // It was only read.
    }
  }
}
