package dev.millrace.bedrock.s3;

import dev.millrace.platform.http.Endpoint;
import dev.millrace.platform.http.HttpReply;
import dev.millrace.platform.http.Problem;
import dev.millrace.platform.http.Routes;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operations of S3, with the bucket in the path.
 *
 * <p><i>Shape</i>: signatures are asked for and not looked at; what a caller says of its bytes is.
 * What is not here is refused by NotImplemented.
 *
 * <p><i>Source</i>: Amazon S3 API reference, 2006-03-01.
 */
public final class S3Api {

  private static final Logger LOG = LoggerFactory.getLogger(S3Api.class);
  private static final String REQUEST_ID = "x-amz-request-id";
  private static final String BUCKET = "/{bucket}";
  private static final String OBJECT = "/{bucket}/{key*}";

  private final BucketOperations buckets;
  private final ObjectOperations objects;
  private final UploadOperations uploads;

  @FunctionalInterface
  private interface Operation {
    HttpReply answer(S3Call call);
  }

  /**
   * Over a store.
   *
   * @param uploads those under way
   */
  public S3Api(ObjectStore store, Uploads uploads) {
    this.buckets = new BucketOperations(store);
    this.objects = new ObjectOperations(store);
    this.uploads = new UploadOperations(store, uploads);
  }

  /** The operations. */
  public Routes routes() {
    return new Routes()
        .errorsAs(S3Api::refused)
        .on("GET", "/", signed(buckets::all))
        .on("PUT", BUCKET, signed(buckets::create))
        .on("HEAD", BUCKET, signed(buckets::head))
        .on("GET", BUCKET, signed(buckets::get))
        .on("POST", BUCKET, signed(buckets::deleteObjects))
        // A bucket with a slash behind it is the bucket.
        .on("PUT", BUCKET + "/", signed(buckets::create))
        .on("HEAD", BUCKET + "/", signed(buckets::head))
        .on("GET", BUCKET + "/", signed(buckets::get))
        .on("POST", BUCKET + "/", signed(buckets::deleteObjects))
        .on(
            "DELETE",
            BUCKET + "/",
            signed(
                call -> {
                  throw S3Error.notImplemented("DeleteBucket");
                }))
        .on("PUT", OBJECT, signed(this::put))
        .on("GET", OBJECT, signed(objects::get))
        .on("HEAD", OBJECT, signed(objects::head))
        .on("DELETE", OBJECT, signed(this::delete))
        .on("POST", OBJECT, signed(this::post));
  }

  private HttpReply put(S3Call call) {
    return call.asks("uploadId") ? uploads.part(call) : objects.put(call);
  }

  private HttpReply delete(S3Call call) {
    return call.asks("uploadId") ? uploads.abort(call) : objects.delete(call);
  }

  private HttpReply post(S3Call call) {
    return call.asks("uploads") ? uploads.create(call) : uploads.complete(call);
  }

  private static Endpoint signed(Operation operation) {
    return http -> {
      String id = newId();
      HttpReply reply;
      try {
        S3Signatures.require(http);
        reply = operation.answer(new S3Call(http, id));
      } catch (S3Error e) {
        reply = e.reply(id);
      } catch (UncheckedIOException e) {
        LOG.error("{} {} failed, request id {}", http.method(), http.path(), id, e);
        reply =
            new S3Error(500, "InternalError", "We encountered an internal error. Please try again.")
                .reply(id);
      }
      return reply.with(REQUEST_ID, id).done();
    };
  }

  private static HttpReply refused(Problem problem) {
    String id = newId();
    return S3Error.of(problem).reply(id).with(REQUEST_ID, id);
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }
}
