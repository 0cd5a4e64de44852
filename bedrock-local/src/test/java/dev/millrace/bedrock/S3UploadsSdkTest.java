package dev.millrace.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.bedrock.s3.S3Clients;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Objects that are put in parts, as the AWS SDK for Java puts them. */
class S3UploadsSdkTest {

  private static final String BUCKET = "objects";
  private static final int MIB = 1024 * 1024;

  private static LocalEndpoint endpoint;
  private static S3Client client;

  @BeforeAll
  static void start(@TempDir Path temporary) {
    endpoint = LocalEndpoint.start(temporary);
    client = S3Clients.open(endpoint.s3Address());
    client.createBucket(request -> request.bucket(BUCKET));
  }

  @AfterAll
  static void stop() {
    client.close();
    endpoint.close();
  }

  @Test
  void putsLargeObjectsInParts() {
    byte[] first = bytes(5 * MIB);
    byte[] second = bytes(100);
    String id =
        client
            .createMultipartUpload(
                request -> request.bucket(BUCKET).key("large").metadata(Map.of("a", "b")))
            .uploadId();

    List<CompletedPart> parts = List.of(part("large", id, 1, first), part("large", id, 2, second));
    String etag =
        client
            .completeMultipartUpload(
                request ->
                    request
                        .bucket(BUCKET)
                        .key("large")
                        .uploadId(id)
                        .multipartUpload(all -> all.parts(parts)))
            .eTag();

    ResponseBytes<GetObjectResponse> got =
        client.getObjectAsBytes(request -> request.bucket(BUCKET).key("large"));
    assertThat(etag).endsWith("-2\"");
    assertThat(got.response().eTag()).isEqualTo(etag);
    assertThat(got.response().metadata()).isEqualTo(Map.of("a", "b"));
    assertThat(got.asByteArray()).hasSize(5 * MIB + 100).startsWith(first).endsWith(second);
    assertThatThrownBy(() -> part("large", id, 1, second))
        .isInstanceOf(NoSuchUploadException.class);
  }

  @Test
  void refusesPartsThatDoNotFit() {
    String id =
        client.createMultipartUpload(request -> request.bucket(BUCKET).key("odd")).uploadId();
    CompletedPart small = part("odd", id, 1, bytes(10));
    CompletedPart last = part("odd", id, 2, bytes(10));
    CompletedPart missing = CompletedPart.builder().partNumber(3).eTag(last.eTag()).build();

    fails("EntityTooSmall", () -> complete(id, List.of(small, last)));
    fails("InvalidPartOrder", () -> complete(id, List.of(last, small)));
    fails("InvalidPart", () -> complete(id, List.of(missing)));
    client.abortMultipartUpload(request -> request.bucket(BUCKET).key("odd").uploadId(id));
    fails("NoSuchUpload", () -> complete(id, List.of(last)));
  }

  private static void fails(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }

  private static void complete(String id, List<CompletedPart> parts) {
    client.completeMultipartUpload(
        request ->
            request
                .bucket(BUCKET)
                .key("odd")
                .uploadId(id)
                .multipartUpload(all -> all.parts(parts)));
  }

  private static CompletedPart part(String key, String id, int number, byte[] bytes) {
    UploadPartResponse uploaded =
        client.uploadPart(
            request -> request.bucket(BUCKET).key(key).uploadId(id).partNumber(number),
            RequestBody.fromBytes(bytes));
    return CompletedPart.builder().partNumber(number).eTag(uploaded.eTag()).build();
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }
}
