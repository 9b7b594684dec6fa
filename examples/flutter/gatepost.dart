import 'dart:convert';

import 'package:flutter_secure_storage/flutter_secure_storage.dart';
import 'package:http/http.dart' as http;

/// What the server says about the session: its user, or the step that is pending.
class AuthState {
  const AuthState({this.user, this.stage, this.errors = const []});

  final Map<String, dynamic>? user;
  final String? stage;

  /// Error messages, in the language of the request.
  final List<String> errors;

  bool get isAuthenticated => user != null;
}

/// A client of a gatepost server. The session's token is in the keychain.
class Gatepost {
  Gatepost(String url, {http.Client? client, this.storage = const FlutterSecureStorage()})
      : _base = '$url/_allauth/app/v1',
        _http = client ?? http.Client();

  static const _key = 'gatepost.session';

  final FlutterSecureStorage storage;
  final String _base;
  final http.Client _http;

  Future<AuthState> session() => _send('GET', '/auth/session');

  Future<AuthState> signUp(String email, String password) =>
      _send('POST', '/auth/signup', {'email': email, 'password': password});

  Future<AuthState> verifyEmail(String code) => _send('POST', '/auth/email/verify', {'key': code});

  Future<AuthState> logIn(String email, String password) =>
      _send('POST', '/auth/login', {'email': email, 'password': password});

  /// Completes the step `mfa_authenticate` with the code of an app, or a recovery code.
  Future<AuthState> secondFactor(String code) => _send('POST', '/auth/2fa/authenticate', {'code': code});

  Future<AuthState> logOut() async {
    final state = await _send('DELETE', '/auth/session');
    await storage.delete(key: _key);
    return state;
  }

  Future<AuthState> _send(String method, String path, [Map<String, dynamic>? body]) async {
    final token = await storage.read(key: _key);
    final request = http.Request(method, Uri.parse('$_base$path'))
      ..headers['Content-Type'] = 'application/json'
      ..headers.addAll({if (token != null) 'X-Session-Token': token});
    if (body != null) request.body = jsonEncode(body);
    final response = await http.Response.fromStream(await _http.send(request));
    if (response.statusCode == 410 && token != null) {
      // The session has ended: send the request again without its token.
      await storage.delete(key: _key);
      return _send(method, path, body);
    }
    return _stateOf(jsonDecode(utf8.decode(response.bodyBytes)) as Map<String, dynamic>);
  }

  Future<AuthState> _stateOf(Map<String, dynamic> answer) async {
    final meta = answer['meta'] as Map<String, dynamic>? ?? const {};
    final data = answer['data'] as Map<String, dynamic>? ?? const {};
    final token = meta['session_token'] as String?;
    if (token != null) await storage.write(key: _key, value: token);
    final flows = (data['flows'] as List? ?? const []).cast<Map<String, dynamic>>();
    final pending = flows.where((flow) => flow['is_pending'] == true);
    return AuthState(
      user: meta['is_authenticated'] == true ? data['user'] as Map<String, dynamic>? : null,
      stage: pending.isEmpty ? null : pending.first['id'] as String,
      errors: [for (final error in answer['errors'] as List? ?? const []) error['message'] as String],
    );
  }
}
