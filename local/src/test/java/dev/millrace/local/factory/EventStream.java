package dev.millrace.local.factory;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** Server-sent events of one connection, which is open once the first block has come. */
final class EventStream implements AutoCloseable {

  private final Stream<String> lines;
  private final Iterator<String> line;
  private String lastId = "";

  private EventStream(Stream<String> lines) {
    this.lines = lines;
    this.line = lines.iterator();
  }

  static EventStream open(HttpClient http, HttpRequest request)
      throws IOException, InterruptedException {
    HttpResponse<Stream<String>> response = http.send(request, BodyHandlers.ofLines());
    if (response.statusCode() != 200) {
      throw new AssertionError("the stream is answered by " + response.statusCode());
    }
    EventStream stream = new EventStream(response.body());
    while (!stream.line.next().isEmpty()) {
      // Comments and the place where it begins.
    }
    return stream;
  }

  /** The data of the next events. */
  List<String> take(int count) {
    List<String> data = new ArrayList<>();
    while (data.size() < count) {
      String next = line.next();
      if (next.startsWith("id: ")) {
        lastId = next.substring("id: ".length());
      } else if (next.startsWith("data: ")) {
        data.add(next.substring("data: ".length()));
      }
    }
    return data;
  }

  /** Id of the last event that was taken. */
  String lastId() {
    return lastId;
  }

  @Override
  public void close() {
    lines.close();
  }
}
