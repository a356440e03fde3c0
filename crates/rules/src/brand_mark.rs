//! The marks of the brands: simple shapes of our own that a shopper recognises.

use crate::Brand;

impl Brand {
    /// Returns the paths of its mark on a white card of 44 by 28: the attributes of each,
    /// `; ` between them. What has a stroke is not filled.
    pub fn mark_paths(self) -> &'static [&'static str] {
        match self {
            Self::Visa => &[
                "stroke=#1a1f71; d=M8 9l2.5 10L16 9M20 9l-2 10M28.5 10.5c-1-2-6-2-6 1s5 2 5 4.5-5 3.5-6.5 1.5M28 19l5.5-10L36 19m-6-3.5h5",
            ],
            Self::Mastercard => &[
                "fill=#eb001b; d=M17.5 6a8 8 0 1 0 0 16 8 8 0 1 0 0-16",
                "fill=#f79e1b; d=M26.5 6a8 8 0 1 0 0 16 8 8 0 1 0 0-16",
                "fill=#ff5f00; d=M22 7.4a8 8 0 0 1 0 13.2 8 8 0 0 1 0-13.2",
            ],
            Self::Maestro => &[
                "fill=#eb001b; d=M17.5 6a8 8 0 1 0 0 16 8 8 0 1 0 0-16",
                "fill=#00a2e5; d=M26.5 6a8 8 0 1 0 0 16 8 8 0 1 0 0-16",
                "fill=#6c6bbd; d=M22 7.4a8 8 0 0 1 0 13.2 8 8 0 0 1 0-13.2",
            ],
            Self::AmericanExpress => &[
                "fill=#016fd0; d=M0 0h44v28H0z",
                "stroke=#fff; d=M5 19l3.5-10L12 19m-6-3h5M15 19V9l3.5 6L22 9v10M31 9h-5v10h5m-5-5h4.5M33.5 9l6 10m0-10l-6 10",
            ],
            Self::Discover => &[
                "fill=#f47216; d=M44 15v13H18c12-1 22-6 26-13",
                "fill=#f47216; d=M27 6a6 6 0 1 0 0 12 6 6 0 1 0 0-12",
                "stroke=#171a21; d=M9 7v10h3a5 5 0 0 0 0-10z",
            ],
            Self::DinersClub => &[
                "fill=#0079be; d=M22 4a10 10 0 1 0 0 20 10 10 0 1 0 0-20",
                "fill=#fff; d=M20 8a6.3 6.3 0 0 0 0 12zM24 8a6.3 6.3 0 0 1 0 12z",
            ],
            Self::Jcb => &[
                "fill=#0e4c96; d=M9 23V9a4 4 0 0 1 4-4h4v14a4 4 0 0 1-4 4z",
                "fill=#bc1c3a; d=M18 23V9a4 4 0 0 1 4-4h4v14a4 4 0 0 1-4 4z",
                "fill=#00823f; d=M27 23V9a4 4 0 0 1 4-4h4v14a4 4 0 0 1-4 4z",
            ],
            Self::UnionPay => &[
                "fill=#e21836; d=M11 4h9l-4 20H7z",
                "fill=#00447c; d=M20 4h9l-4 20h-9z",
                "fill=#007b84; d=M29 4h9l-4 20h-9z",
            ],
            Self::Elo => &[
                "stroke=#ffcb05; d=M15.1 10A8 8 0 0 1 29 10",
                "stroke=#00a4e0; d=M29.5 11.3a8 8 0 0 1-6.1 10.6",
                "stroke=#ef4123; d=M20.6 21.9a8 8 0 0 1-6.1-10.6",
            ],
            Self::Hipercard => &[
                "fill=#b3131b; d=M0 0h44v28H0z",
                "stroke=#fff; d=M17 8v12M27 8v12M17 14h10",
            ],
            Self::Mir => &[
                "stroke=#0f754e; d=M6 19V9l4.5 6L15 9v10M20 9v10l7-10v10M32 19V9h4a3 3 0 0 1 0 6h-4",
            ],
            Self::Troy => &[
                "stroke=#008c9e; d=M9 9v8q0 2 3 2M6 12h6M16 19v-7m0 2q1-2 4-2M23 15.5a3 3 0 1 0 6 0 3 3 0 1 0-6 0M32 12l3 7m3-7l-4 10",
            ],
            Self::Verve => &[
                "fill=#e4002b; d=M22 4a10 10 0 1 0 0 20 10 10 0 1 0 0-20",
                "stroke=#fff; d=M17.5 9.5L22 19l4.5-9.5",
            ],
            Self::Unknown => &["fill=#5a6170; d=M0 6h44v5H0zM6 19h12v2H6z"],
        }
    }
}
