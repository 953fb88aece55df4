%% SPDX-License-Identifier: Apache-2.0
%% math: functions of floats. Natives (vm/bif_math.c), except for the constants.
-module(math).

-export([acos/1, acosh/1, asin/1, asinh/1, atan/1, atan2/2, atanh/1, ceil/1, cos/1, cosh/1, erf/1]).
-export([erfc/1, exp/1, floor/1, fmod/2, log/1, log10/1, log2/1, pi/0, pow/2, sin/1, sinh/1, sqrt/1]).
-export([tan/1, tanh/1, tau/0]).

-define(NATIVE, erlang:nif_error(undefined)).

-spec pi() -> float().
pi() -> 3.1415926535897932.

%% Twice pi.
-spec tau() -> float().
tau() -> 6.2831853071795864.

-spec acos(number()) -> float().
acos(_X) -> ?NATIVE.

-spec acosh(number()) -> float().
acosh(_X) -> ?NATIVE.

-spec asin(number()) -> float().
asin(_X) -> ?NATIVE.

-spec asinh(number()) -> float().
asinh(_X) -> ?NATIVE.

-spec atan(number()) -> float().
atan(_X) -> ?NATIVE.

-spec atan2(number(), number()) -> float().
atan2(_Y, _X) -> ?NATIVE.

-spec atanh(number()) -> float().
atanh(_X) -> ?NATIVE.

-spec ceil(number()) -> float().
ceil(_X) -> ?NATIVE.

-spec cos(number()) -> float().
cos(_X) -> ?NATIVE.

-spec cosh(number()) -> float().
cosh(_X) -> ?NATIVE.

-spec erf(number()) -> float().
erf(_X) -> ?NATIVE.

-spec erfc(number()) -> float().
erfc(_X) -> ?NATIVE.

-spec exp(number()) -> float().
exp(_X) -> ?NATIVE.

-spec floor(number()) -> float().
floor(_X) -> ?NATIVE.

-spec fmod(number(), number()) -> float().
fmod(_X, _Y) -> ?NATIVE.

-spec log(number()) -> float().
log(_X) -> ?NATIVE.

-spec log10(number()) -> float().
log10(_X) -> ?NATIVE.

-spec log2(number()) -> float().
log2(_X) -> ?NATIVE.

-spec pow(number(), number()) -> float().
pow(_X, _N) -> ?NATIVE.

-spec sin(number()) -> float().
sin(_X) -> ?NATIVE.

-spec sinh(number()) -> float().
sinh(_X) -> ?NATIVE.

-spec sqrt(number()) -> float().
sqrt(_X) -> ?NATIVE.

-spec tan(number()) -> float().
tan(_X) -> ?NATIVE.

-spec tanh(number()) -> float().
tanh(_X) -> ?NATIVE.
