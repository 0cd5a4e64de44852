package dev.millrace.bedrock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.bedrock.s3.S3Clients;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** S3 as the AWS SDK for Java sees it. */
class S3SdkTest {

  private static final String BUCKET = "objects";
  private static final int MIB = 1024 * 1024;

  private static LocalEndpoint endpoint;
  private static S3Client client;
  private static Path folder;

  @BeforeAll
  static void start(@TempDir Path temporary) {
    folder = temporary;
    endpoint = LocalEndpoint.start(temporary);
    client = S3Clients.open(endpoint.s3Address());
    client.createBucket(request -> request.bucket(BUCKET));
  }

  @AfterAll
  static void stop() {
    client.close();
    endpoint.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain.jsonl",
        "folder/of a/n&me+with=all?sorts#of%signs.txt",
        "a/../b",
        "/leading",
        "trailing/",
        "unicode-äöü-日本語-😀",
        "a//b"
      })
  void givesBackWhatWasPutUnderAnyKey(String key) {
    put(key, "the text of " + key);

    assertThat(text(key)).isEqualTo("the text of " + key);
    assertThat(list(request -> request.prefix(key)).contents())
        .extracting(S3Object::key)
        .contains(key);
    client.deleteObject(request -> request.bucket(BUCKET).key(key));
    assertThatThrownBy(() -> text(key)).isInstanceOf(NoSuchKeyException.class);
  }

  @Test
  void tellsWhatWasSaidOfAnObject() {
    PutObjectResponse put =
        client.putObject(
            request ->
                request
                    .bucket(BUCKET)
                    .key("about")
                    .contentType("text/csv")
                    .contentEncoding("gzip")
                    .metadata(Map.of("team", "data")),
            RequestBody.fromString("a,b"));

    HeadObjectResponse head = client.headObject(request -> request.bucket(BUCKET).key("about"));
    assertThat(head.contentLength()).isEqualTo(3);
    assertThat(head.contentType()).isEqualTo("text/csv");
    assertThat(head.contentEncoding()).isEqualTo("gzip");
    assertThat(head.metadata()).isEqualTo(Map.of("team", "data"));
    assertThat(head.eTag()).isEqualTo(put.eTag()).isEqualTo("\"b345e1dc09f20fdefdea469f09167892\"");
    assertThat(head.lastModified()).isNotNull();
  }

  @ParameterizedTest
  @EnumSource(
      value = ChecksumAlgorithm.class,
      names = {"CRC32", "SHA1", "SHA256"})
  void provesTheBytesByTheChecksumThatAClientSends(ChecksumAlgorithm algorithm) {
    client.putObject(
        request -> request.bucket(BUCKET).key("proved").checksumAlgorithm(algorithm),
        RequestBody.fromString("proved"));

    ResponseBytes<GetObjectResponse> got =
        client.getObjectAsBytes(
            request -> request.bucket(BUCKET).key("proved").checksumMode(ChecksumMode.ENABLED));

    assertThat(got.asUtf8String()).isEqualTo("proved");
    assertThat(got.response().checksumTypeAsString()).isEqualTo("FULL_OBJECT");
    assertThat(
            List.of(
                String.valueOf(got.response().checksumCRC32()),
                String.valueOf(got.response().checksumSHA1()),
                String.valueOf(got.response().checksumSHA256())))
        .filteredOn(value -> !value.equals("null"))
        .hasSize(1);
  }

  @Test
  void refusesBytesThatAreNotWhatWasSaid() {
    assertThatThrownBy(
            () ->
                client.putObject(
                    request ->
                        request.bucket(BUCKET).key("bad").contentMD5("1B2M2Y8AsgTpgAmY7PhCfg=="),
                    RequestBody.fromString("x")))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("BadDigest"));
    assertThatThrownBy(() -> text("bad")).isInstanceOf(NoSuchKeyException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bytes=2-4:cde", "bytes=7-:hij", "bytes=-3:hij", "bytes=8-100:ij", "bytes=0-0:a"})
  void givesPartsOfAnObject(String rangeAndPart) {
    String[] expected = rangeAndPart.split(":", -1);
    put("ranged", "abcdefghij");

    ResponseBytes<GetObjectResponse> part =
        client.getObjectAsBytes(request -> request.bucket(BUCKET).key("ranged").range(expected[0]));

    assertThat(part.asUtf8String()).isEqualTo(expected[1]);
    assertThat(part.response().contentRange()).endsWith("/10");
    assertThatThrownBy(
            () ->
                client.getObjectAsBytes(
                    request -> request.bucket(BUCKET).key("ranged").range("bytes=10-")))
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(416));
  }

  @Test
  void putsOnlyWhereNothingIsWhenAsked() {
    PutObjectRequest first =
        PutObjectRequest.builder().bucket(BUCKET).key("once").ifNoneMatch("*").build();
    client.putObject(first, RequestBody.fromString("first"));

    assertThatThrownBy(() -> client.putObject(first, RequestBody.fromString("second")))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(412);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("PreconditionFailed");
            });
    assertThat(text("once")).isEqualTo("first");
  }

  @Test
  void listsPageByPage() {
    for (String key : List.of("l/a", "l/b/1", "l/b/2", "l/c", "l/d/1", "l/é", "m")) {
      put(key, "x");
    }

    List<String> keys = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    client
        .listObjectsV2Paginator(
            request -> request.bucket(BUCKET).prefix("l/").delimiter("/").maxKeys(2))
        .forEach(
            page -> {
              assertThat(page.keyCount()).isLessThanOrEqualTo(2);
              page.contents().forEach(object -> keys.add(object.key()));
              page.commonPrefixes().stream().map(CommonPrefix::prefix).forEach(folders::add);
            });

    assertThat(keys).containsExactly("l/a", "l/c", "l/é");
    assertThat(folders).containsExactly("l/b/", "l/d/");
    ListObjectsV2Response after = list(request -> request.prefix("l/").startAfter("l/b/1"));
    assertThat(after.contents())
        .extracting(S3Object::key)
        .containsExactly("l/b/2", "l/c", "l/d/1", "l/é");
    assertThat(after.contents().get(0).size()).isEqualTo(1);
  }

  @Test
  void deletesManyAtOnce() {
    put("d/1", "x");
    put("d/2", "x");

    client.deleteObjects(
        request ->
            request
                .bucket(BUCKET)
                .delete(
                    Delete.builder()
                        .objects(
                            ObjectIdentifier.builder().key("d/1").build(),
                            ObjectIdentifier.builder().key("d/2").build(),
                            ObjectIdentifier.builder().key("d/none").build())
                        .build()));

    assertThat(list(request -> request.prefix("d/")).contents()).isEmpty();
  }

  @Test
  void tellsOfBucketsThatThereAreNot() {
    assertThatThrownBy(() -> client.headBucket(request -> request.bucket("nowhere")))
        .isInstanceOf(NoSuchBucketException.class);
    assertThatThrownBy(
            () ->
                client.putObject(
                    request -> request.bucket("nowhere").key("k"), RequestBody.fromString("x")))
        .isInstanceOf(NoSuchBucketException.class)
        .hasMessageContaining("The specified bucket does not exist");
    assertThatThrownBy(() -> client.createBucket(request -> request.bucket(BUCKET)))
        .isInstanceOf(BucketAlreadyOwnedByYouException.class);
    assertThat(client.listBuckets().buckets()).anyMatch(bucket -> bucket.name().equals(BUCKET));
  }

  @Test
  void letsNoKeyLeadOut() {
    assertThatThrownBy(() -> put("../../outside", "x"))
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(400));
    assertThat(folder.resolveSibling("outside")).doesNotExist();
  }

  @Test
  void tellsWhatItDoesNotDo() {
    fails(
        "NotImplemented",
        () ->
            client.putObject(
                request -> request.bucket(BUCKET).key("tagged").tagging("a=b"),
                RequestBody.fromString("x")));
    fails("NotImplemented", () -> client.getBucketVersioning(request -> request.bucket(BUCKET)));
    fails("NotImplemented", () -> client.listObjects(request -> request.bucket(BUCKET)));
  }

  @Test
  void boundsWhatItTakesAtOnce() {
    fails(
        "EntityTooLarge",
        () ->
            client.putObject(
                request -> request.bucket(BUCKET).key("huge"),
                RequestBody.fromBytes(new byte[33 * MIB])));
  }

  @Test
  void asksForASignature() throws Exception {
    HttpResponse<byte[]> reply =
        endpoint.send(
            HttpRequest.newBuilder(URI.create(endpoint.s3Address() + "/" + BUCKET + "/k"))
                .PUT(BodyPublishers.ofString("x"))
                .build());

    assertThat(reply.statusCode()).isEqualTo(403);
    assertThat(new String(reply.body(), UTF_8)).contains("<Code>AccessDenied</Code>");
  }

  @Test
  void remembersOverARestart(@TempDir Path other) {
    try (LocalEndpoint first = LocalEndpoint.start(other);
        S3Client before = S3Clients.open(first.s3Address())) {
      before.createBucket(request -> request.bucket("kept"));
      before.putObject(
          request -> request.bucket("kept").key("a/b"), RequestBody.fromString("still here"));
    }

    try (LocalEndpoint second = LocalEndpoint.start(other);
        S3Client after = S3Clients.open(second.s3Address())) {
      assertThat(
              after.getObjectAsBytes(request -> request.bucket("kept").key("a/b")).asUtf8String())
          .isEqualTo("still here");
    }
  }

  private static void fails(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }

  private static void put(String key, String text) {
    client.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromString(text));
  }

  private static String text(String key) {
    return client.getObjectAsBytes(request -> request.bucket(BUCKET).key(key)).asUtf8String();
  }

  private static ListObjectsV2Response list(Consumer<ListObjectsV2Request.Builder> change) {
    return client.listObjectsV2(
        request -> {
          request.bucket(BUCKET);
          change.accept(request);
        });
  }
}
