package dev.millrace.bedrock.s3;

import dev.millrace.platform.http.HttpReply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The operations on objects that are put in parts. */
final class UploadOperations {

  private static final int MOST_PARTS = 10_000;
  private static final long LEAST_BYTES = 5L * 1024 * 1024;

  private final ObjectStore store;
  private final Uploads uploads;

  UploadOperations(ObjectStore store, Uploads uploads) {
    this.store = store;
    this.uploads = uploads;
  }

  HttpReply create(S3Call call) {
    call.knows(Set.of("uploads"));
    BucketOperations.require(store, call.bucket());
    String id = uploads.begin(call.object(), ObjectHeaders.about(call.http(), Optional.empty()));
    return Xml.reply(
        "InitiateMultipartUploadResult",
        xml ->
            xml.text("Bucket", call.bucket())
                .text("Key", call.object().key())
                .text("UploadId", id));
  }

  HttpReply part(S3Call call) {
    call.knows(Set.of("uploadId", "partNumber"));
    if (call.http().header("x-amz-copy-source").isPresent()) {
      throw S3Error.notImplemented("x-amz-copy-source");
    }
    int number = number(call.asked("partNumber").orElse(""));
    require(call);
    UploadedBody body = UploadedBody.of(call.http());
    StoredObject part = uploads.put(id(call), number, body.body());
    HttpReply reply = HttpReply.empty(200).with("ETag", ObjectHeaders.etag(part));
    return body.checksum()
        .map(proved -> reply.with("x-amz-checksum-" + proved.algorithm(), proved.value()))
        .orElse(reply);
  }

  HttpReply abort(S3Call call) {
    call.knows(Set.of("uploadId"));
    require(call);
    uploads.end(id(call));
    return HttpReply.empty(204);
  }

  HttpReply complete(S3Call call) {
    call.knows(Set.of("uploadId"));
    ObjectAbout about = require(call);
    List<Map<String, String>> named =
        Xml.read(UploadedBody.of(call.http()).bytes(), "CompleteMultipartUpload", "Part");
    List<Integer> parts = parts(id(call), named);
    MessageDigest ofAll = Digests.md5();
    named.forEach(part -> ofAll.update(HexFormat.of().parseHex(etag(part))));
    ObjectAbout whole =
        new ObjectAbout(
            about.headers(),
            Optional.empty(),
            Optional.of(HexFormat.of().formatHex(ofAll.digest()) + "-" + parts.size()));
    StoredObject object =
        store
            .putIf(call.object(), whole, body(id(call), parts), ObjectOperations.condition(call))
            .orElseThrow(S3Error::preconditionFailed);
    uploads.end(id(call));
    return Xml.reply(
        "CompleteMultipartUploadResult",
        xml ->
            xml.text("Location", "/" + call.object().bucket() + "/" + object.key())
                .text("Bucket", call.bucket())
                .text("Key", object.key())
                .text("ETag", ObjectHeaders.etag(object)));
  }

  /** Their numbers, where all are there as they are named, in order, and large enough. */
  private List<Integer> parts(String id, List<Map<String, String>> named) {
    if (named.isEmpty()) {
      throw S3Error.malformed();
    }
    List<Integer> numbers = new ArrayList<>();
    for (Map<String, String> part : named) {
      int number = number(part.getOrDefault("PartNumber", ""));
      if (!numbers.isEmpty() && numbers.get(numbers.size() - 1) >= number) {
        throw new S3Error(
            400,
            "InvalidPartOrder",
            "The list of parts was not in ascending order. The parts list must be specified in order by part number.");
      }
      numbers.add(number);
    }
    for (int i = 0; i < numbers.size(); i++) {
      checkPart(id, numbers.get(i), etag(named.get(i)), i == numbers.size() - 1);
    }
    return numbers;
  }

  private void checkPart(String id, int number, String etag, boolean isLast) {
    try (ObjectFile part = uploads.part(id, number).orElseThrow(UploadOperations::invalidPart)) {
      if (!part.object().etag().equals(etag)) {
        throw invalidPart();
      }
      if (!isLast && part.object().size() < LEAST_BYTES) {
        throw new S3Error(
            400,
            "EntityTooSmall",
            "Your proposed upload is smaller than the minimum allowed object size.");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ObjectBody body(String id, List<Integer> parts) {
    return to -> {
      for (int number : parts) {
        try (InputStream part =
            uploads.part(id, number).orElseThrow(UploadOperations::invalidPart).stream()) {
          part.transferTo(to);
        }
      }
    };
  }

  private ObjectAbout require(S3Call call) {
    BucketOperations.require(store, call.bucket());
    return uploads.find(id(call), call.object()).orElseThrow(S3Error::noSuchUpload);
  }

  private static String id(S3Call call) {
    return call.asked("uploadId").orElseThrow(S3Error::noSuchUpload);
  }

  private static int number(String text) {
    if (!text.matches("\\d{1,5}")
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > MOST_PARTS) {
      throw S3Error.invalid("Part number must be an integer between 1 and 10000, inclusive");
    }
    return Integer.parseInt(text);
  }

  private static String etag(Map<String, String> part) {
    String etag = part.getOrDefault("ETag", "").replace("\"", "");
    if (!etag.matches("[0-9a-f]{32}")) {
      throw invalidPart();
    }
    return etag;
  }

  private static S3Error invalidPart() {
    return new S3Error(
        400,
        "InvalidPart",
        "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.");
  }
}
