package dev.millrace.bedrock.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.http.HttpCall;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadedBodyTest {

  private static final String SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
  private static final String UNSIGNED = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

  @Test
  void readsSignedChunksWithTheirTrailer() {
    String chunks =
        String.join(
            "\r\n",
            "4;chunk-signature=ab",
            "1234",
            "5;chunk-signature=cd",
            "56789",
            "0;chunk-signature=ef",
            "x-amz-checksum-crc32:y/Q5Jg==",
            "x-amz-trailer-signature:00",
            "",
            "");

    UploadedBody body = UploadedBody.of(call(chunks, SIGNED, Map.of()));

    assertThat(body.bytes()).asString(US_ASCII).isEqualTo("123456789");
    assertThat(body.checksum()).contains(new ObjectAbout.Checksum("crc32", "y/Q5Jg=="));
  }

  @Test
  void readsUnsignedChunksThatHoldLineEnds() {
    String chunks = "6\r\na\r\nb\r\n\r\n0\r\n\r\n";

    assertThat(UploadedBody.of(call(chunks, UNSIGNED, Map.of())).bytes())
        .asString(US_ASCII)
        .isEqualTo("a\r\nb\r\n");
  }

  @Test
  void readsBodiesWithoutChunks() {
    UploadedBody body =
        UploadedBody.of(
            call("123456789", "UNSIGNED-PAYLOAD", Map.of("x-amz-checksum-crc32c", "4waSgw==")));

    assertThat(body.bytes()).asString(US_ASCII).isEqualTo("123456789");
    assertThat(body.checksum()).contains(new ObjectAbout.Checksum("crc32c", "4waSgw=="));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5\r\n1234\r\n0\r\n\r\n",
        "4\r\n12345\r\n0\r\n\r\n",
        "x\r\n1234\r\n0\r\n\r\n",
        "-4\r\n1234\r\n0\r\n\r\n",
        "ffffffff\r\n1234\r\n0\r\n\r\n",
        "\r\n\r\n",
        "7fffffff\r\n1234\r\n0\r\n\r\n",
        "4\r\n1234\r\n",
        "4\r\n1234",
        "4",
        ""
      })
  void refusesChunksThatAreNone(String chunks) {
    assertThatThrownBy(() -> UploadedBody.of(call(chunks, UNSIGNED, Map.of())))
        .isInstanceOf(S3Error.class)
        .hasMessageContaining("chunks are malformed");
  }

  @Test
  void refusesWhatIsNotWhatTheCallerSays() {
    refuses("1234", "UNSIGNED-PAYLOAD", Map.of("x-amz-checksum-crc32", "AAAAAA=="), "CRC32");
    refuses("4\r\n1234\r\n0\r\nx-amz-checksum-sha1:x\r\n\r\n", UNSIGNED, Map.of(), "SHA1");
    refuses("1234", "0".repeat(64), Map.of(), "x-amz-content-sha256");
    refuses("1234", "UNSIGNED-PAYLOAD", Map.of("content-md5", "AAAA"), "Content-MD5");
    refuses(
        "4\r\n1234\r\n0\r\n\r\n",
        UNSIGNED,
        Map.of("x-amz-decoded-content-length", "5"),
        "number of bytes");
  }

  private static void refuses(
      String body, String content, Map<String, String> headers, String message) {
    assertThatThrownBy(() -> UploadedBody.of(call(body, content, headers)))
        .isInstanceOf(S3Error.class)
        .hasMessageContaining(message);
  }

  private static HttpCall call(String body, String content, Map<String, String> more) {
    Map<String, List<String>> headers = new HashMap<>();
    headers.put("x-amz-content-sha256", List.of(content));
    more.forEach((name, value) -> headers.put(name, List.of(value)));
    return new HttpCall("PUT", "/b/k", Map.of(), Map.of(), headers, body.getBytes(US_ASCII));
  }
}
