package dev.millrace.ingestion.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** How parts become the body of a request, and where it goes. */
enum Wire {
  /** A batch of CloudEvents. */
  EVENTS("events", "application/cloudevents-batch+json; charset=UTF-8", "[", ",", "]"),
  /** A JSON object a line. */
  FEEDBACK("feedback", "application/x-ndjson", "", "\n", "\n");

  private final String resource;
  private final String contentType;
  private final String begin;
  private final String between;
  private final String end;

  Wire(String resource, String contentType, String begin, String between, String end) {
    this.resource = resource;
    this.contentType = contentType;
    this.begin = begin;
    this.between = between;
    this.end = end;
  }

  String resource() {
    return resource;
  }

  String contentType() {
    return contentType;
  }

  byte[] body(List<Parcel> parcels) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(bytes(parcels));
    write(parcels, body);
    return body.toByteArray();
  }

  byte[] gzipped(List<Parcel> parcels) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(bytes(parcels) / 4);
    try (GZIPOutputStream packed = new GZIPOutputStream(body)) {
      write(parcels, packed);
    } catch (IOException e) {
      throw new AssertionError("writing to memory does not fail", e);
    }
    return body.toByteArray();
  }

  /** Size of the body before compression, give or take a byte or two. */
  static int bytes(List<Parcel> parcels) {
    return parcels.stream().mapToInt(Parcel::bytes).sum() + 2;
  }

  private void write(List<Parcel> parcels, OutputStream to) {
    try {
      to.write(begin.getBytes(UTF_8));
      byte[] separator = between.getBytes(UTF_8);
      for (int i = 0; i < parcels.size(); i++) {
        if (i > 0) {
          to.write(separator);
        }
        to.write(parcels.get(i).part());
      }
      to.write(end.getBytes(UTF_8));
    } catch (IOException e) {
      throw new AssertionError("writing to memory does not fail", e);
    }
  }
}
