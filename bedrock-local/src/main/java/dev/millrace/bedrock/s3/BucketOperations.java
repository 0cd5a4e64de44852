package dev.millrace.bedrock.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.platform.http.HttpReply;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The operations on buckets. */
final class BucketOperations {

  private static final int MOST = 1000;

  private static final Set<String> LISTING =
      Set.of(
          "list-type",
          "prefix",
          "delimiter",
          "max-keys",
          "start-after",
          "continuation-token",
          "encoding-type",
          "fetch-owner");

  private final ObjectStore store;

  BucketOperations(ObjectStore store) {
    this.store = store;
  }

  HttpReply all(S3Call call) {
    call.knows(Set.of());
    return Xml.reply(
        "ListAllMyBucketsResult",
        xml ->
            xml.element(
                "Buckets",
                list ->
                    store
                        .buckets()
                        .forEach(
                            name -> list.element("Bucket", bucket -> bucket.text("Name", name)))));
  }

  HttpReply create(S3Call call) {
    call.knows(Set.of());
    String bucket = call.bucket();
    if (!ObjectStore.isBucketName(bucket)) {
      throw new S3Error(400, "InvalidBucketName", "The specified bucket is not valid.");
    }
    if (!store.createBucket(bucket)) {
      throw new S3Error(
          409,
          "BucketAlreadyOwnedByYou",
          "Your previous request to create the named bucket succeeded and you already own it.");
    }
    return HttpReply.empty(200).with("Location", "/" + bucket);
  }

  HttpReply head(S3Call call) {
    call.knows(Set.of());
    require(store, call.bucket());
    return HttpReply.empty(200).with("x-amz-bucket-region", "us-east-1");
  }

  HttpReply get(S3Call call) {
    require(store, call.bucket());
    if (call.asks("location")) {
      call.knows(Set.of("location"));
      return Xml.reply("LocationConstraint", xml -> {});
    }
    if (!call.asked("list-type").equals(Optional.of("2"))) {
      throw S3Error.notImplemented("list-type other than 2");
    }
    call.knows(LISTING);
    return list(call);
  }

  private HttpReply list(S3Call call) {
    int most = most(call);
    Optional<String> token = call.asked("continuation-token");
    Listing.Query query =
        new Listing.Query(
            call.asked("prefix").orElse(""),
            call.asked("delimiter").orElse(""),
            token.map(Listing::place).or(() -> call.asked("start-after")).orElse(""),
            most);
    Listing listing =
        most == 0
            ? new Listing(List.of(), List.of(), Optional.empty())
            : Listing.of(store.all(call.bucket()), query);
    Optional<String> encoding = call.asked("encoding-type");
    UnaryOperator<String> encode =
        encoding.isPresent() ? key -> URLEncoder.encode(key, UTF_8) : key -> key;
    return Xml.reply(
        "ListBucketResult",
        xml -> {
          xml.text("Name", call.bucket()).text("Prefix", encode.apply(query.prefix()));
          xml.text("KeyCount", listing.objects().size() + (long) listing.folders().size());
          xml.text("MaxKeys", most).text("IsTruncated", listing.next().isPresent() + "");
          encoding.ifPresent(type -> xml.text("EncodingType", type));
          call.asked("delimiter").ifPresent(text -> xml.text("Delimiter", encode.apply(text)));
          call.asked("start-after").ifPresent(key -> xml.text("StartAfter", encode.apply(key)));
          token.ifPresent(given -> xml.text("ContinuationToken", given));
          listing
              .next()
              .ifPresent(place -> xml.text("NextContinuationToken", Listing.token(place)));
          listing
              .objects()
              .forEach(object -> xml.element("Contents", one -> describe(one, object, encode)));
          listing
              .folders()
              .forEach(
                  folder ->
                      xml.element(
                          "CommonPrefixes", one -> one.text("Prefix", encode.apply(folder))));
        });
  }

  private static void describe(Xml xml, StoredObject object, UnaryOperator<String> encode) {
    xml.text("Key", encode.apply(object.key()))
        .text("LastModified", object.modified().toString())
        .text("ETag", '"' + object.etag() + '"')
        .text("Size", object.size())
        .text("StorageClass", "STANDARD");
  }

  private static int most(S3Call call) {
    Optional<String> wanted = call.asked("max-keys");
    if (wanted.isPresent() && !wanted.get().matches("\\d{1,9}")) {
      throw S3Error.invalid("Provided max-keys not an integer or within integer range");
    }
    return wanted.map(text -> Math.min(MOST, Integer.parseInt(text))).orElse(MOST);
  }

  HttpReply deleteObjects(S3Call call) {
    require(store, call.bucket());
    if (!call.asks("delete")) {
      throw S3Error.notImplemented("POST of a bucket without ?delete");
    }
    call.knows(Set.of("delete"));
    byte[] document = UploadedBody.of(call.http()).bytes();
    List<Map<String, String>> objects = Xml.read(document, "Delete", "Object");
    if (objects.isEmpty() || objects.size() > MOST) {
      throw S3Error.malformed();
    }
    boolean isQuiet = new String(document, UTF_8).contains("<Quiet>true</Quiet>");
    objects.forEach(
        object -> store.delete(new S3Uri(call.bucket(), object.getOrDefault("Key", ""))));
    return Xml.reply(
        "DeleteResult",
        xml -> {
          if (!isQuiet) {
            objects.forEach(
                object ->
                    xml.element("Deleted", one -> one.text("Key", object.getOrDefault("Key", ""))));
          }
        });
  }

  static void require(ObjectStore store, String bucket) {
    if (!store.hasBucket(bucket)) {
      throw S3Error.noSuchBucket();
    }
  }
}
