package dev.millrace.bedrock.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.http.HttpCall;
import dev.millrace.schemas.testing.Fuzz;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever comes to the stand-in for S3, it is understood, or refused as S3 refuses. */
class S3FuzzTest {

  private static final long SIZE = 10;

  @Test
  void readsRanges() {
    Fuzz.ofTexts("Range", "bytes=0-3", "bytes=4-", "bytes=-2")
        .with("bytes=", "-", ",", "999999999999999999", "0", "٣")
        .holdsOfTexts(
            text -> {
              try {
                ByteRange.of(text, SIZE)
                    .ifPresent(
                        range -> {
                          assertThat(range.from()).isBetween(0L, SIZE - 1);
                          assertThat(range.length()).isBetween(1L, SIZE - range.from());
                        });
              } catch (S3Error e) {
                assertThat(e.reply("/").status()).isEqualTo(416);
              }
            });
  }

  @Test
  void readsChunks() {
    Fuzz.ofTexts("aws-chunked", "4\r\n1234\r\n0\r\n\r\n", "6\r\na\r\nb\r\n\r\n0\r\nx:y\r\n\r\n")
        .with(
            "\r\n",
            "0\r\n",
            "7fffffff",
            "ffffffffffffffff",
            ";chunk-signature=ab",
            "x-amz-checksum-")
        .holds(
            input -> {
              try {
                assertThat(UploadedBody.of(chunks(input)).bytes().length).isLessThan(input.length);
              } catch (S3Error e) {
                assertThat(e.reply("/").status()).isEqualTo(400);
              }
            });
  }

  @Test
  void readsDocuments() {
    Fuzz.ofTexts(
            "XML",
            "<Done><Part><ETag>\"a\"</ETag><N>1</N></Part><Quiet>true</Quiet></Done>",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Done xmlns=\"a\"><Part/></Done>")
        .with("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>", "&b;", "<![CDATA[", "]]>")
        .with("<!--", "-->", "<?", "&#x0;", "&#999999999;", "<Part>", "</Part>", " xmlns:a=\"b\"")
        .holdsOfTexts(
            text -> {
              try {
                assertThat(Xml.read(text.getBytes(UTF_8), "Done", "Part").toString())
                    .doesNotContain("root:");
              } catch (S3Error e) {
                assertThat(e.reply("/").status()).isEqualTo(400);
              }
            });
  }

  @Test
  void refusesADocumentTypeWithACharacterThatNoneHas() {
    assertThatThrownBy(() -> Xml.read("<!DOCTYPE a[\u0001".getBytes(UTF_8), "Done", "Part"))
        .isInstanceOf(S3Error.class);
  }

  private static HttpCall chunks(byte[] body) {
    return new HttpCall(
        "PUT",
        "/",
        Map.of(),
        Map.of(),
        Map.of("x-amz-content-sha256", List.of("STREAMING-UNSIGNED-PAYLOAD-TRAILER")),
        body);
  }
}
